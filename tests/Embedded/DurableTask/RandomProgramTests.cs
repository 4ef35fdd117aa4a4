using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using VideoPipeline.Embedded.DurableTask;
using Xunit;

namespace VideoPipeline.Embedded.Tests.DurableTask;

/// <summary>
/// Orchestrations made up at random end alike however their engine treats them: with their code kept in memory, with
/// everything replayed in every turn, and with engines that die and come back all the time.
/// </summary>
public sealed class RandomProgramTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 25)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Program_ends_alike_kept_replayed_and_interrupted(int seed)
    {
        var program = Generate(new Random(seed), depth: 0);

        var kept = await RunAsync(program, cached: 1000, dieEvery: int.MaxValue);
        var replayed = await RunAsync(program, cached: 0, dieEvery: int.MaxValue);
        var interrupted = await RunAsync(program, cached: 2, dieEvery: 1);

        Assert.Equal(kept, replayed);
        Assert.Equal(kept, interrupted);
    }

    private static Op[] Generate(Random random, int depth) =>
        [.. Enumerable.Range(0, random.Next(2, 7)).Select(_ => One(random, depth))];

    private static Op One(Random random, int depth) => random.Next(depth < 2 ? 9 : 6) switch
    {
        0 => new Op("activity", random.Next(100)),
        1 => new Op("timer", random.Next(1, 5000)),
        2 => new Op("failing", random.Next(1, 4)),
        3 => new Op("event", random.Next(1, 60)),
        4 => new Op("guid", 0),
        5 => new Op("race", random.Next(1, 100)),
        6 => new Op("child", 0, Generate(random, depth + 1)),
        7 => new Op("together", 0, Generate(random, depth + 1)),
        _ => new Op("again", 0),
    };

    private static async Task<string?> RunAsync(Op[] program, int cached, int dieEvery)
    {
        await using var harness = new EngineHarness();
        var engine = await OpenAsync(harness, cached);
        await engine.Client.ScheduleNewOrchestrationInstanceAsync("Run", new Input(program, []), new StartOrchestrationOptions("run"));
        await engine.WhenIdleAsync().WaitAsync(EngineHarness.Patience);
        for (var fired = 1; engine.NextTimerDue is { } due; fired++)
        {
            if (fired % dieEvery == 0)
            {
                engine.Abandon();
                engine = await OpenAsync(harness, cached);
            }

            harness.Time.AdvanceTo(due);
            await engine.WhenIdleAsync().WaitAsync(EngineHarness.Patience);
        }

        var result = await EngineHarness.GetAsync(engine, "run");
        return result.RuntimeStatus == OrchestrationRuntimeStatus.Completed
            ? result.SerializedOutput
            : throw new InvalidOperationException($"{result}");
    }

    private static Task<DurableTaskEngine> OpenAsync(EngineHarness harness, int cached) => harness.OpenAsync(
        registry => registry
            .AddOrchestratorFunc<Input, string[]>("Run", InterpretAsync)
            .AddActivityFunc<int, int>("Next", (_, number) => number + 1)
            .AddActivityFunc<int>("Fail", Fail),
        options => options.MaxCachedInstances = cached);

    private static void Fail(TaskActivityContext context, int number) => throw new InvalidOperationException($"failed {number}");

    private static async Task<string[]> InterpretAsync(TaskOrchestrationContext context, Input input)
    {
        var log = input.Log.ToList();
        for (var i = 0; i < input.Program.Length; i++)
        {
            if (input.Program[i].Kind == "again")
            {
                context.ContinueAsNew(new Input(input.Program[(i + 1)..], [.. log, "again"]));
                return [];
            }

            log.Add(await StepAsync(context, input.Program[i], i));
            context.SetCustomStatus(log.Count);
        }

        return [.. log];
    }

    private static async Task<string> StepAsync(TaskOrchestrationContext context, Op op, int place)
    {
        switch (op.Kind)
        {
            case "activity":
                return $"activity {await context.CallActivityAsync<int>("Next", op.Number)}";
            case "timer":
                await context.CreateTimer(TimeSpan.FromMinutes(op.Number), CancellationToken.None);
                return $"timer {context.CurrentUtcDateTime:o}";
            case "failing":
                var policy = new RetryPolicy(op.Number, TimeSpan.FromSeconds(10), 2);
                var failure = await Assert.ThrowsAsync<TaskFailedException>(
                    () => context.CallActivityAsync("Fail", op.Number, TaskOptions.FromRetryPolicy(policy)));

                // Not the id: side by side, ids follow the order in which results come in.
                return $"{failure.TaskName} {failure.FailureDetails}";
            case "event":
                context.SendEvent(context.InstanceId, $"e{place}", op.Number);
                return $"event {await context.WaitForExternalEvent<int>($"e{place}", TimeSpan.FromMinutes(op.Number))}";
            case "guid":
                return $"guid {context.NewGuid()}";
            case "race":
                return await RaceAsync(context, op);
            case "child":
                return $"child [{string.Join(", ", await context.CallSubOrchestratorAsync<string[]>("Run", new Input(op.Program!, [])))}]";
            case "together":
                var steps = op.Program!.Where(inner => inner.Kind != "again").Select((inner, n) => StepAsync(context, inner, (100 * place) + 100 + n));
                return $"together [{string.Join(", ", await Task.WhenAll(steps))}]";
            default:
                throw new InvalidOperationException(op.Kind);
        }
    }

    private static async Task<string> RaceAsync(TaskOrchestrationContext context, Op op)
    {
        using var end = new CancellationTokenSource();
        var quick = context.CreateTimer(TimeSpan.FromMinutes(op.Number), end.Token);
        var slow = context.CreateTimer(TimeSpan.FromMinutes(op.Number + 30), end.Token);
        var winner = await Task.WhenAny(slow, quick);
        Cancel(end);
        return winner == quick ? "quick" : "slow";
    }

    // CancelAsync would leave the orchestrator's thread.
    private static void Cancel(CancellationTokenSource source) => source.Cancel();

    private sealed record Op(string Kind, int Number, Op[]? Program = null);

    private sealed record Input(Op[] Program, string[] Log);
}
