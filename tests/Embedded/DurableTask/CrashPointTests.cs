using System.Collections.Concurrent;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using VideoPipeline.Embedded.DurableTask;
using Xunit;

namespace VideoPipeline.Embedded.Tests.DurableTask;

/// <summary>One piece of work with a bit of everything, and an engine that dies once, before or after each commit there is.</summary>
public sealed class CrashPointTests
{
    private const string Expected = "\"a0 sum3 round3 hello7 last\"";

    [Theory]
    [InlineData(1000)]
    [InlineData(0)]
    public async Task Work_ends_the_same_whichever_commit_the_engine_dies_at(int cached)
    {
        var points = 0;
        while (points < 200 && await DiesAtAsync(points, cached))
        {
            points++;
        }

        Assert.InRange(points, 30, 199);
    }

    /// <summary>False when the work was done before that point came.</summary>
    private static async Task<bool> DiesAtAsync(int point, int cached)
    {
        await using var harness = new EngineHarness();
        var runs = new ConcurrentQueue<string>();
        var visits = 0;
        var first = await harness.OpenAsync(
            registry => Register(registry, runs),
            options =>
            {
                options.MaxCachedInstances = cached;
                options.FaultHook = _ => Interlocked.Increment(ref visits) == point + 1
                    ? throw new IOException("killed")
                    : ValueTask.CompletedTask;
            });
        var died = await Record.ExceptionAsync(() => DriveAsync(harness, first)) is not null;
        await first.DisposeAsync();

        var second = await harness.OpenAsync(registry => Register(registry, runs), options => options.MaxCachedInstances = cached);
        await DriveAsync(harness, second);
        var result = await EngineHarness.GetAsync(second, "main");

        Assert.True(result.RuntimeStatus == OrchestrationRuntimeStatus.Completed, $"point {point}: {result}");
        Assert.True(result.SerializedOutput == Expected, $"point {point}: {result}");
        Assert.True(runs.GroupBy(run => run).All(group => group.Count() <= 2), $"point {point}: {string.Join(' ', runs)}");
        Assert.True(died || runs.Distinct().Count() == runs.Count, $"point {point}: an activity ran again for no reason.");
        return died;
    }

    private static async Task DriveAsync(EngineHarness harness, DurableTaskEngine engine)
    {
        if (await engine.Client.GetInstanceAsync("main") is null)
        {
            await engine.Client.ScheduleNewOrchestrationInstanceAsync("Main", 0, new StartOrchestrationOptions("main"));
        }

        await harness.PassTimeAsync(engine);
        var standing = await EngineHarness.GetAsync(engine, "main");
        if (standing.RuntimeStatus == OrchestrationRuntimeStatus.Running)
        {
            Assert.Equal("waiting", standing.ReadCustomStatusAs<string>());
            await engine.Client.SuspendInstanceAsync("main");
            await engine.Client.RaiseEventAsync("main", "number", 7);
        }

        if ((await EngineHarness.GetAsync(engine, "main")).RuntimeStatus == OrchestrationRuntimeStatus.Suspended)
        {
            await engine.Client.RaiseEventAsync("main", "number", 7);
            await engine.Client.ResumeInstanceAsync("main");
        }

        await harness.PassTimeAsync(engine);
        await EngineHarness.GetAsync(engine, "main");
    }

    private static void Register(DurableTaskRegistry registry, ConcurrentQueue<string> runs) => registry
        .AddOrchestratorFunc<int, string>("Main", async (context, _) =>
        {
            var first = await context.CallActivityAsync<string>("Note", "a0");
            await context.CreateTimer(TimeSpan.FromDays(4), CancellationToken.None);
            var side = await Task.WhenAll(
                context.CallActivityAsync<string>("Note", "s1"),
                context.CallActivityAsync<string>("Note", "s2"),
                context.CallSubOrchestratorAsync<string>("Greeter", context.InstanceId));
            var rounds = await context.CallSubOrchestratorAsync<int>("Rounds", 0);
            var word = await context.WaitForExternalEvent<string>("word");
            context.SetCustomStatus("waiting");
            var number = await context.WaitForExternalEvent<int>("number");
            var last = await context.CallActivityAsync<string>("Note", "last");
            return $"{first} sum{side.Length} round{rounds} {word}{number} {last}";
        })
        .AddOrchestratorFunc<int, int>("Rounds", async (context, round) =>
        {
            await context.CallActivityAsync<string>("Note", $"r{round}");
            if (round < 3)
            {
                context.ContinueAsNew(round + 1);
            }

            return round;
        })
        .AddOrchestratorFunc<string, string>("Greeter", async (context, target) =>
        {
            await context.CreateTimer(TimeSpan.FromMinutes(5), CancellationToken.None);
            context.SendEvent(target, "word", "hello");
            return "sent";
        })
        .AddActivityFunc<string, string>("Note", (_, input) =>
        {
            runs.Enqueue(input);
            return input;
        });
}
