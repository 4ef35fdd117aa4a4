using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using VideoPipeline.Embedded.DurableTask;
using Xunit;

namespace VideoPipeline.Embedded.Tests.DurableTask;

/// <summary>What an engine finds of its predecessor, one thing at a time.</summary>
public sealed class RestartTests
{
    [Fact]
    public async Task Suspended_instance_is_suspended_after_a_restart() =>
        await AcrossRestartAsync(
            async (engine, id) => await engine.Client.SuspendInstanceAsync(id),
            async (engine, id) => Assert.Equal(OrchestrationRuntimeStatus.Suspended, (await EngineHarness.GetAsync(engine, id)).RuntimeStatus));

    [Fact]
    public async Task Resumed_instance_is_running_after_a_restart() =>
        await AcrossRestartAsync(
            async (engine, id) =>
            {
                await engine.Client.SuspendInstanceAsync(id);
                await engine.Client.ResumeInstanceAsync(id);
            },
            async (engine, id) => Assert.Equal(OrchestrationRuntimeStatus.Running, (await EngineHarness.GetAsync(engine, id)).RuntimeStatus));

    [Fact]
    public async Task Event_taken_while_suspended_is_handed_out_after_a_restart_and_a_resume() =>
        await AcrossRestartAsync(
            async (engine, id) =>
            {
                await engine.Client.SuspendInstanceAsync(id);
                await engine.Client.RaiseEventAsync(id, "go", 4);
            },
            async (engine, id) =>
            {
                await engine.Client.ResumeInstanceAsync(id);
                Assert.Equal(4, (await EngineHarness.GetAsync(engine, id)).ReadOutputAs<int>());
            });

    [Fact]
    public async Task Custom_status_is_there_after_a_restart() =>
        await AcrossRestartAsync(
            (_, _) => Task.CompletedTask,
            async (engine, id) => Assert.Equal("waiting", (await EngineHarness.GetAsync(engine, id)).ReadCustomStatusAs<string>()));

    [Fact]
    public async Task Times_are_there_after_a_restart()
    {
        DateTimeOffset updated = default;
        await AcrossRestartAsync(
            async (engine, id) => updated = (await EngineHarness.GetAsync(engine, id)).LastUpdatedAt,
            async (engine, id) => Assert.Equal(updated, (await EngineHarness.GetAsync(engine, id)).LastUpdatedAt));
    }

    [Fact]
    public async Task Input_and_tags_are_there_after_a_restart() =>
        await AcrossRestartAsync(
            (_, _) => Task.CompletedTask,
            async (engine, id) =>
            {
                var standing = await EngineHarness.GetAsync(engine, id);
                Assert.Equal(("5", "v"), (standing.SerializedInput, standing.Tags["k"]));
            });

    [Fact]
    public async Task Running_id_is_taken_after_a_restart() =>
        await AcrossRestartAsync(
            (_, _) => Task.CompletedTask,
            (engine, id) => Assert.ThrowsAsync<global::DurableTask.Core.Exceptions.OrchestrationAlreadyExistsException>(
                () => engine.Client.ScheduleNewOrchestrationInstanceAsync("Waiting", 1, new StartOrchestrationOptions(id))));

    [Fact]
    public async Task Finished_instance_is_there_with_its_failure_after_a_restart() =>
        await AcrossRestartAsync(
            (engine, id) => engine.Client.RaiseEventAsync(id, "go", -1),
            async (engine, id) =>
            {
                var failure = (await EngineHarness.GetAsync(engine, id)).FailureDetails!;
                Assert.Equal(
                    ("System.InvalidOperationException: outer", "System.IO.IOException: inner"),
                    (failure.ToString(), failure.InnerFailure!.ToString()));
                Assert.Contains(nameof(Register), failure.StackTrace, StringComparison.Ordinal);
            });

    [Fact]
    public async Task Timer_that_came_due_meanwhile_fires_after_a_restart()
    {
        await using var harness = new EngineHarness();
        var first = await harness.OpenAsync(Register);
        await first.Client.ScheduleNewOrchestrationInstanceAsync("Sleeping", new StartOrchestrationOptions("x"));
        await first.WhenIdleAsync().WaitAsync(EngineHarness.Patience);
        first.Abandon();
        harness.Time.Advance(TimeSpan.FromDays(1));

        var second = await harness.OpenAsync(Register);
        await second.WhenIdleAsync().WaitAsync(EngineHarness.Patience);

        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await EngineHarness.GetAsync(second, "x")).RuntimeStatus);
    }

    [Fact]
    public async Task Timer_is_due_at_the_same_time_after_a_restart()
    {
        await using var harness = new EngineHarness();
        var first = await harness.OpenAsync(Register);
        await first.Client.ScheduleNewOrchestrationInstanceAsync("Sleeping", new StartOrchestrationOptions("x"));
        await first.WhenIdleAsync().WaitAsync(EngineHarness.Patience);
        var due = first.NextTimerDue;
        first.Abandon();

        var second = await harness.OpenAsync(Register);

        Assert.NotNull(due);
        Assert.Equal(due, second.NextTimerDue);
    }

    [Fact]
    public async Task Later_start_and_its_events_wait_across_a_restart()
    {
        await using var harness = new EngineHarness();
        var first = await harness.OpenAsync(Register);
        var start = harness.Time.GetUtcNow().AddHours(3);
        await first.Client.ScheduleNewOrchestrationInstanceAsync("Waiting", 1, new StartOrchestrationOptions("x", start));
        await first.Client.RaiseEventAsync("x", "go", 8);
        first.Abandon();

        var second = await harness.OpenAsync(Register);
        Assert.Equal(OrchestrationRuntimeStatus.Pending, (await EngineHarness.GetAsync(second, "x")).RuntimeStatus);
        Assert.Equal(start, second.NextTimerDue);
        await harness.PassTimeAsync(second);

        Assert.Equal(8, (await EngineHarness.GetAsync(second, "x")).ReadOutputAs<int>());
    }

    [Fact]
    public async Task Replay_after_a_restart_finds_changed_code()
    {
        await using var harness = new EngineHarness();
        var first = await harness.OpenAsync(Register);
        await first.Client.ScheduleNewOrchestrationInstanceAsync("Sleeping", new StartOrchestrationOptions("x"));
        await first.WhenIdleAsync().WaitAsync(EngineHarness.Patience);
        first.Abandon();

        var second = await harness.OpenAsync(registry => registry.AddOrchestratorFunc("Sleeping", _ => 1));
        await harness.PassTimeAsync(second);

        var result = await EngineHarness.GetAsync(second, "x");
        Assert.StartsWith("Non-Deterministic workflow detected: ", result.FailureDetails!.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Evicted_instances_go_on_by_replay()
    {
        await using var harness = new EngineHarness();
        var engine = await harness.OpenAsync(Register, options => options.MaxCachedInstances = 3);
        for (var i = 0; i < 20; i++)
        {
            await engine.Client.ScheduleNewOrchestrationInstanceAsync("Waiting", i, new StartOrchestrationOptions($"i{i}"));
        }

        for (var i = 0; i < 20; i++)
        {
            await engine.Client.RaiseEventAsync($"i{i}", "go", i);
            Assert.Equal(i, (await EngineHarness.GetAsync(engine, $"i{i}")).ReadOutputAs<int>());
        }
    }

    [Fact]
    public async Task Instance_whose_orchestrator_is_gone_fails_after_a_restart()
    {
        await using var harness = new EngineHarness();
        var first = await harness.OpenAsync(Register);
        await first.Client.ScheduleNewOrchestrationInstanceAsync("Sleeping", new StartOrchestrationOptions("x"));
        await first.WhenIdleAsync().WaitAsync(EngineHarness.Patience);
        first.Abandon();

        var second = await harness.OpenAsync(_ => { });
        await harness.PassTimeAsync(second);

        Assert.Equal("OrchestratorTaskNotFound", (await EngineHarness.GetAsync(second, "x")).FailureDetails!.ErrorType);
    }

    private static async Task AcrossRestartAsync(Func<DurableTaskEngine, string, Task> before, Func<DurableTaskEngine, string, Task> after)
    {
        await using var harness = new EngineHarness();
        var first = await harness.OpenAsync(Register);
        var options = new StartOrchestrationOptions("x") { Tags = new Dictionary<string, string> { ["k"] = "v" } };
        await first.Client.ScheduleNewOrchestrationInstanceAsync("Waiting", 5, options);
        await first.WhenIdleAsync().WaitAsync(EngineHarness.Patience);
        await before(first, "x");
        first.Abandon();
        harness.Time.Advance(TimeSpan.FromMinutes(1));

        await after(await harness.OpenAsync(Register), "x");
    }

    private static void Register(DurableTaskRegistry registry) => registry
        .AddOrchestratorFunc<int, int>("Waiting", async (context, _) =>
        {
            context.SetCustomStatus("waiting");
            var answer = await context.WaitForExternalEvent<int>("go");
            return answer >= 0 ? answer : throw new InvalidOperationException("outer", new IOException("inner"));
        })
        .AddOrchestratorFunc("Sleeping", context => context.CreateTimer(TimeSpan.FromHours(1), CancellationToken.None));
}
