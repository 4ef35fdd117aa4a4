using DurableTask.Core;
using DurableTask.Core.History;

namespace VideoPipeline.DurableTask.Sqlite.Tests;

/// <summary>What the framework asks of a store, seen from a worker and a client.</summary>
public sealed class ContractTests
{
    [Fact]
    public async Task Five_activities_in_a_row_run_once_each()
    {
        var ran = 0;
        await using var ground = new Ground();
        ground.Activity("count", input => $"{input}{Interlocked.Increment(ref ran)}");
        ground.Orchestration("steps", async (context, input, _) =>
        {
            for (var i = 0; i < 5; i++)
            {
                input = await context.ScheduleTask<string>("count", string.Empty, input);
            }

            return input;
        });
        await ground.StartAsync();

        await ground.BeginAsync("steps", "a", "x");
        var state = await ground.EndOfAsync("a");

        Assert.Equal(OrchestrationStatus.Completed, state.OrchestrationStatus);
        Assert.Equal("\"x12345\"", state.Output);
        Assert.Equal("\"x\"", state.Input);
        Assert.Equal(5, ran);
    }

    [Fact]
    public async Task A_timer_and_an_event_wake_their_instance()
    {
        await using var ground = new Ground();
        ground.Orchestration("wait", async (context, _, events) =>
        {
            await context.CreateTimer(context.CurrentUtcDateTime.AddMilliseconds(30), string.Empty);
            return await events.Next("go");
        });
        await ground.StartAsync();

        await ground.BeginAsync("wait", "a");
        await ground.RaiseAsync("a", "go", "now");

        Assert.Equal("\"now\"", (await ground.EndOfAsync("a")).Output);
    }

    [Fact]
    public async Task A_child_answers_its_parent_and_a_finished_child_id_can_be_called_again()
    {
        await using var ground = new Ground();
        ground.Orchestration("child", (context, input, _) => context.ScheduleTask<string>("echo", string.Empty, input));
        ground.Orchestration("parent", async (context, _, _) =>
            await context.CreateSubOrchestrationInstance<string>("child", string.Empty, "fixed", "1")
            + await context.CreateSubOrchestrationInstance<string>("child", string.Empty, "fixed", "2"));
        await ground.StartAsync();

        await ground.BeginAsync("parent", "p");

        Assert.Equal("\"12\"", (await ground.EndOfAsync("p")).Output);
    }

    [Fact]
    public async Task A_child_id_that_is_running_for_another_fails_the_call_at_once()
    {
        await using var ground = new Ground();
        ground.Orchestration("wait", (_, _, events) => events.Next("go"));
        ground.Orchestration("parent", (context, _, _) => context.CreateSubOrchestrationInstance<string>("wait", string.Empty, "fixed", "1"));
        await ground.StartAsync();
        await ground.BeginAsync("wait", "fixed");

        await ground.BeginAsync("parent", "p");
        var state = await ground.EndOfAsync("p");

        Assert.Equal(OrchestrationStatus.Failed, state.OrchestrationStatus);
        Assert.Contains("already running", $"{state.FailureDetails} {state.FailureDetails!.InnerFailure}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Continue_as_new_replaces_the_history_and_drops_old_timers()
    {
        await using var ground = new Ground();
        ground.Orchestration("again", async (context, input, _) =>
        {
            using var given = new CancellationTokenSource();
            var timer = context.CreateTimer(context.CurrentUtcDateTime.AddHours(1), string.Empty, given.Token);
            await context.ScheduleTask<string>("echo", string.Empty, input);
            // CancelAsync would leave the orchestrator's thread.
            given.Cancel();
            if (input.Length < 20)
            {
                context.ContinueAsNew(input + "x");
            }

            return input;
        });
        await ground.StartAsync();

        var first = await ground.BeginAsync("again", "a");
        var state = await ground.EndOfAsync("a");

        Assert.Equal(20, state.Output.Trim('"').Length);
        Assert.NotEqual(first.ExecutionId, state.OrchestrationInstance.ExecutionId);
        Assert.InRange(ground.Service.Hub.Reader.History("a").Count, 5, 15);
    }

    [Fact]
    public async Task Events_survive_continue_as_new()
    {
        await using var ground = new Ground();
        ground.Orchestration("sum", async (context, input, events) =>
        {
            var next = await events.Next("add");
            if ((input + next).Length < 50)
            {
                context.ContinueAsNew(input + next);
            }

            return input + next;
        });
        await ground.StartAsync();
        await ground.BeginAsync("sum", "a");

        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => ground.RaiseAsync("a", "add", "x")));

        Assert.Equal(50, (await ground.EndOfAsync("a")).Output.Trim('"').Length);
    }

    [Fact]
    public async Task Terminate_ends_what_runs_and_a_scheduled_start_that_has_not_come()
    {
        await using var ground = new Ground();
        ground.Orchestration("wait", (_, _, events) => events.Next("go"));
        await ground.StartAsync();
        await ground.BeginAsync("wait", "runs");
        await ground.Client.CreateScheduledOrchestrationInstanceAsync("wait", string.Empty, "later", string.Empty, DateTime.UtcNow.AddHours(1));

        foreach (var id in (string[])["runs", "later"])
        {
            await ground.Client.TerminateInstanceAsync(new OrchestrationInstance { InstanceId = id }, "enough");
            var state = await ground.EndOfAsync(id);
            Assert.Equal((OrchestrationStatus.Terminated, "enough"), (state.OrchestrationStatus, state.Output));
        }
    }

    [Fact]
    public async Task A_scheduled_start_holds_back_what_comes_before_it()
    {
        await using var ground = new Ground();
        ground.Orchestration("wait", (_, _, events) => events.Next("go"));
        await ground.StartAsync();
        await ground.Client.CreateScheduledOrchestrationInstanceAsync(
            "wait", string.Empty, "a", string.Empty, DateTime.UtcNow.AddMilliseconds(300));

        await ground.RaiseAsync("a", "go", "early");
        Assert.Equal(OrchestrationStatus.Pending, (await ground.Client.GetOrchestrationStateAsync("a"))!.OrchestrationStatus);

        Assert.Equal("\"early\"", (await ground.EndOfAsync("a")).Output);
    }

    [Fact]
    public async Task A_suspended_instance_goes_on_after_resume()
    {
        await using var ground = new Ground();
        ground.Orchestration("wait", (_, _, events) => events.Next("go"));
        await ground.StartAsync();
        await ground.BeginAsync("wait", "a");
        var instance = new OrchestrationInstance { InstanceId = "a" };
        await ground.UntilStatusAsync("a", OrchestrationStatus.Running);

        await ground.Client.SuspendInstanceAsync(instance, "stop");
        await ground.UntilStatusAsync("a", OrchestrationStatus.Suspended);
        await ground.RaiseAsync("a", "go", "x");
        await ground.Client.ResumeInstanceAsync(instance, "on");

        Assert.Equal("\"x\"", (await ground.EndOfAsync("a")).Output);
    }

    [Fact]
    public async Task An_id_in_use_is_refused_and_a_finished_one_is_replaced()
    {
        await using var ground = new Ground();
        ground.Orchestration("wait", (_, _, events) => events.Next("go"));
        await ground.StartAsync();
        await ground.BeginAsync("wait", "a");

        await Assert.ThrowsAsync<global::DurableTask.Core.Exceptions.OrchestrationAlreadyExistsException>(() => ground.BeginAsync("wait", "a"));
        await ground.RaiseAsync("a", "go", "1");
        await ground.EndOfAsync("a");
        await ground.BeginAsync("wait", "a");
        await ground.RaiseAsync("a", "go", "2");

        Assert.Equal("\"2\"", (await ground.EndOfAsync("a")).Output);
        await Assert.ThrowsAsync<global::DurableTask.Core.Exceptions.OrchestrationAlreadyExistsException>(() => ground.Client.CreateOrchestrationInstanceAsync(
            "wait", string.Empty, "a", string.Empty, null, [OrchestrationStatus.Completed]));
    }

    [Fact]
    public async Task A_turn_that_ends_after_its_instance_was_overwritten_is_discarded()
    {
        using var entered = new SemaphoreSlim(0);
        using var leave = new SemaphoreSlim(0);
        await using var ground = new Ground();
        ground.Orchestration("slow", (_, input, _) =>
        {
            if (input == "old")
            {
                entered.Release();
                Assert.True(leave.Wait(Ground.Limit));
            }

            return Task.FromResult(input);
        });
        await ground.StartAsync();
        await ground.BeginAsync("slow", "a", "old");
        Assert.True(await entered.WaitAsync(Ground.Limit));

        await ground.Client.CreateOrchestrationInstanceAsync("slow", string.Empty, "a", "new", null, [OrchestrationStatus.Failed]);
        leave.Release();

        Assert.Equal("\"new\"", (await ground.EndOfAsync("a")).Output);
    }

    [Fact]
    public async Task A_failed_tree_runs_again_after_rewind()
    {
        var fails = true;
        await using var ground = new Ground();
        ground.Activity("flaky", input => fails ? throw new InvalidOperationException("not yet") : input);
        ground.Orchestration("child", (context, input, _) => context.ScheduleTask<string>("flaky", string.Empty, input));
        ground.Orchestration("parent", (context, input, _) => context.CreateSubOrchestrationInstance<string>("child", string.Empty, "c", input));
        await ground.StartAsync();
        await ground.BeginAsync("parent", "p", "x");
        Assert.Equal(OrchestrationStatus.Failed, (await ground.EndOfAsync("p")).OrchestrationStatus);

        fails = false;
        await ground.Service.RewindTaskOrchestrationAsync("p", "mended");
        await ground.UntilStatusAsync("p", OrchestrationStatus.Completed);

        Assert.Equal("\"x\"", (await ground.EndOfAsync("p")).Output);
        await Assert.ThrowsAsync<InvalidOperationException>(() => ground.Service.RewindTaskOrchestrationAsync("p", "again"));
        await Assert.ThrowsAsync<ArgumentException>(() => ground.Service.RewindTaskOrchestrationAsync("nobody", "again"));
    }

    [Fact]
    public async Task A_version_that_does_not_match_is_tried_again_with_back_off_until_a_worker_takes_it()
    {
        await using var ground = new Ground();
        ground.Orchestration("any", (_, input, _) => Task.FromResult(input));
        await ground.StartAsync(version: "2");
        await ground.BeginAsync("any", "a", "x");
        await Ground.UntilAsync(() => Task.FromResult(ground.Service.Hub.AbandonedTimes("a") >= 3));

        await ground.RestartAsync();

        Assert.Equal("\"x\"", (await ground.EndOfAsync("a")).Output);
    }

    [Fact]
    public async Task Nothing_to_do_is_null_and_so_is_a_stop()
    {
        await using var ground = new Ground().Open();

        Assert.Null(await ground.Service.LockNextTaskOrchestrationWorkItemAsync(TimeSpan.FromMilliseconds(10), CancellationToken.None));
        var waiting = ground.Service.LockNextTaskActivityWorkItem(Timeout.InfiniteTimeSpan, CancellationToken.None);
        await ground.Service.StopAsync();

        Assert.Null(await waiting.WaitAsync(Ground.Limit));
    }

    [Fact]
    public async Task Waiting_ignores_the_execution_id_and_ends_when_the_time_is_up()
    {
        await using var ground = new Ground();
        ground.Orchestration("wait", (_, _, events) => events.Next("go"));
        await ground.StartAsync();
        await ground.BeginAsync("wait", "a");

        Assert.Null(await ground.Service.WaitForOrchestrationAsync("a", "old", TimeSpan.FromMilliseconds(20), CancellationToken.None));
        var endless = ground.Service.WaitForOrchestrationAsync("a", "old", Timeout.InfiniteTimeSpan, CancellationToken.None);
        await ground.RaiseAsync("a", "go", "x");

        Assert.Equal("\"x\"", (await endless.WaitAsync(Ground.Limit))!.Output);
    }
}
