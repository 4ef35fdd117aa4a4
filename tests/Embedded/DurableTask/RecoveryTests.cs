using System.Collections.Concurrent;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Xunit;

namespace VideoPipeline.Embedded.Tests.DurableTask;

public sealed class RecoveryTests
{
    private readonly ConcurrentQueue<string> _ran = [];

    [Fact]
    public async Task Instance_goes_on_where_it_was_when_the_engine_dies_between_steps()
    {
        await using var harness = new EngineHarness();
        var first = await harness.OpenAsync(Steps);
        var id = await first.Client.ScheduleNewOrchestrationInstanceAsync("Steps");
        await first.WhenIdleAsync().WaitAsync(EngineHarness.Patience);
        first.Abandon();

        var second = await harness.OpenAsync(Steps);
        Assert.Equal(OrchestrationRuntimeStatus.Running, (await EngineHarness.GetAsync(second, id)).RuntimeStatus);
        await harness.PassTimeAsync(second);
        await second.Client.RaiseEventAsync(id, "go", 5);
        var result = await second.Client.WaitForInstanceCompletionAsync(id, true).WaitAsync(EngineHarness.Patience);

        Assert.Equal("a1 child b5", result.ReadOutputAs<string>());
        Assert.Equal(["a1", "b5"], _ran);
    }

    [Fact]
    public async Task Activity_runs_again_when_the_engine_dies_while_it_runs()
    {
        await using var harness = new EngineHarness();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var started = new SemaphoreSlim(0);
        void Register(DurableTaskRegistry registry) => registry
            .AddOrchestratorFunc("One", context => context.CallActivityAsync<string>("Slow", "x"))
            .AddActivityFunc<string, string>("Slow", async (_, input) =>
            {
                _ran.Enqueue(input);
                started.Release();
                await gate.Task.WaitAsync(EngineHarness.Patience);
                return input;
            });
        var first = await harness.OpenAsync(Register);
        var id = await first.Client.ScheduleNewOrchestrationInstanceAsync("One");
        Assert.True(await started.WaitAsync(EngineHarness.Patience));
        first.Abandon();

        gate.SetResult();
        var second = await harness.OpenAsync(Register);
        var result = await second.Client.WaitForInstanceCompletionAsync(id, true).WaitAsync(EngineHarness.Patience);

        Assert.Equal("x", result.ReadOutputAs<string>());
        Assert.Equal(["x", "x"], _ran);
    }

    [Fact]
    public async Task Second_engine_on_the_same_directory_is_refused_by_name()
    {
        await using var harness = new EngineHarness();
        await harness.OpenAsync(Steps);

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => harness.OpenAsync(Steps));

        Assert.Contains(Path.GetDirectoryName(harness.DatabasePath)!, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_of_a_transaction_survives_when_the_engine_dies_before_its_commit()
    {
        await using var harness = new EngineHarness();
        var fail = false;
        var first = await harness.OpenAsync(Steps, options => options.FaultHook = point =>
            fail && point == "before-commit" ? throw new IOException("killed") : ValueTask.CompletedTask);
        fail = true;

        await Assert.ThrowsAsync<IOException>(
            () => first.Client.ScheduleNewOrchestrationInstanceAsync("Steps", new StartOrchestrationOptions("x")));
        await Assert.ThrowsAnyAsync<Exception>(() => first.Client.RaiseEventAsync("x", "go"));
        await first.DisposeAsync();

        var second = await harness.OpenAsync(Steps);
        Assert.Null(await second.Client.GetInstanceAsync("x"));
    }

    [Fact]
    public async Task Who_waits_for_the_id_of_a_child_hears_when_the_engine_dies_before_the_child_is_on_disk()
    {
        await using var harness = new EngineHarness();
        var (commits, reached, death) = (0, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), new TaskCompletionSource());
        var engine = await harness.OpenAsync(
            registry => registry
                .AddOrchestratorFunc("Parent", context => context.CallSubOrchestratorAsync<string>("Child", new SubOrchestrationOptions(instanceId: "child")))
                .AddOrchestratorFunc("Child", context => context.WaitForExternalEvent<string>("go")),
            options => options.FaultHook = async point =>
            {
                // The first commit creates the parent, the second the child.
                if (point == "before-commit" && ++commits == 2)
                {
                    reached.SetResult();
                    await death.Task.WaitAsync(EngineHarness.Patience);
                }
            });
        await engine.Client.ScheduleNewOrchestrationInstanceAsync("Parent", new StartOrchestrationOptions("parent"));
        await reached.Task.WaitAsync(EngineHarness.Patience);

        var other = engine.Client.ScheduleNewOrchestrationInstanceAsync("Child", new StartOrchestrationOptions("child"));
        death.SetException(new IOException("killed"));

        await Assert.ThrowsAsync<IOException>(() => other.WaitAsync(EngineHarness.Patience));
    }

    private void Steps(DurableTaskRegistry registry) => registry
        .AddOrchestratorFunc("Steps", async context =>
        {
            var a = await context.CallActivityAsync<string>("Note", "a1");
            await context.CreateTimer(TimeSpan.FromDays(10), CancellationToken.None);
            var child = await context.CallSubOrchestratorAsync<string>("Child");
            var number = await context.WaitForExternalEvent<int>("go");
            var b = await context.CallActivityAsync<string>("Note", $"b{number}");
            return $"{a} {child} {b}";
        })
        .AddOrchestratorFunc("Child", async context =>
        {
            await context.CreateTimer(TimeSpan.FromMinutes(1), CancellationToken.None);
            return "child";
        })
        .AddActivityFunc<string, string>("Note", (_, input) =>
        {
            _ran.Enqueue(input);
            return input;
        });
}
