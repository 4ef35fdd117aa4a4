using ConformanceApp;
using Grpc.Core;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using VideoPipeline.Conformance.Tests.Grounds;
using static Microsoft.DurableTask.Client.OrchestrationRuntimeStatus;

namespace VideoPipeline.Conformance.Tests;

/// <summary>Termination, purge, restart and rewind.</summary>
public abstract class EndCases(Ground ground)
{
    private readonly string _id = Guid.NewGuid().ToString("N");

    [Fact]
    public async Task Terminated_instance_ends_with_the_output_it_was_given()
    {
        await ground.WaitingAsync(nameof(Waits.Wait), "x", "waiting", _id);

        await ground.Client.TerminateInstanceAsync(_id, "enough");

        var ended = await ground.EndedAsync(_id);
        Assert.Equal((Terminated, "\"enough\"", null), (ended.RuntimeStatus, ended.SerializedOutput, ended.FailureDetails));
    }

    [Fact]
    public async Task Suspended_instance_can_be_terminated()
    {
        await ground.WaitingAsync(nameof(Waits.Wait), "x", "waiting", _id);
        await ground.Client.SuspendInstanceAsync(_id);
        await ground.UntilAsync(_id, state => state.RuntimeStatus == Suspended);

        await ground.Client.TerminateInstanceAsync(_id, "enough");

        Assert.Equal(Terminated, (await ground.EndedAsync(_id)).RuntimeStatus);
    }

    [Fact]
    public async Task Instance_that_has_never_started_can_be_terminated()
    {
        await ground.Client.ScheduleNewOrchestrationInstanceAsync(
            nameof(Orchestrations.Echo), "late", new StartOrchestrationOptions(_id, DateTimeOffset.UtcNow.AddDays(300)));
        Assert.Equal(Pending, (await ground.Client.GetInstanceAsync(_id))!.RuntimeStatus);

        await ground.Client.TerminateInstanceAsync(_id, "too late");

        var ended = await ground.EndedAsync(_id);
        Assert.Equal((Terminated, "\"too late\""), (ended.RuntimeStatus, ended.SerializedOutput));
    }

    [Fact]
    public async Task Finished_instance_keeps_its_end_when_it_is_terminated()
    {
        await ground.StartAsync(nameof(Orchestrations.Echo), "x", _id);
        await ground.EndedAsync(_id);

        await Refusal.AssertAsync(StatusCode.FailedPrecondition, () => ground.Client.TerminateInstanceAsync(_id, "enough"));

        var ended = await ground.EndedAsync(_id);
        Assert.Equal((Completed, "\"x\""), (ended.RuntimeStatus, ended.SerializedOutput));
    }

    [Fact]
    public Task Missing_instance_is_not_terminated() =>
        Refusal.AssertAsync(StatusCode.NotFound, () => ground.Client.TerminateInstanceAsync(_id, "enough"));

    [Fact]
    public async Task Parent_that_is_terminated_leaves_its_child_alone()
    {
        await ground.StartAsync(nameof(Orchestrations.CallChild), new Call(nameof(Waits.Wait), $"{_id}-child", "x"), _id);
        await ground.UntilAsync($"{_id}-child", state => state.SerializedCustomStatus == "\"waiting\"");

        await ground.Client.TerminateInstanceAsync(_id, "enough");
        await ground.EndedAsync(_id);

        await ground.Client.RaiseEventAsync($"{_id}-child", "go", "y");
        Assert.Equal("\"x:y\"", (await ground.EndedAsync($"{_id}-child")).SerializedOutput);
    }

    [Fact]
    public async Task Child_that_is_terminated_fails_its_parent()
    {
        await ground.StartAsync(nameof(Orchestrations.CallChild), new Call(nameof(Waits.Wait), $"{_id}-child", "x", Catch: true), _id);
        await ground.UntilAsync($"{_id}-child", state => state.SerializedCustomStatus == "\"waiting\"");

        await ground.Client.TerminateInstanceAsync($"{_id}-child", "enough");

        Assert.Equal("\"none\"", (await ground.EndedAsync(_id)).SerializedOutput);
    }

    [Fact]
    public async Task Finished_instance_is_purged_by_its_id()
    {
        await ground.StartAsync(nameof(Orchestrations.Echo), "x", _id);
        await ground.EndedAsync(_id);

        Assert.Equal(1, (await ground.Client.PurgeInstanceAsync(_id)).PurgedInstanceCount);

        Assert.Null(await ground.Client.GetInstanceAsync(_id));
        Assert.Equal(0, (await ground.Client.PurgeInstanceAsync(_id)).PurgedInstanceCount);
    }

    [Fact]
    public async Task Running_instance_is_not_purged_by_a_filter()
    {
        var begin = DateTimeOffset.MinValue;
        await ground.WaitingAsync(nameof(Waits.Wait), "x", "waiting", _id);

        await ground.Client.PurgeAllInstancesAsync(new PurgeInstancesFilter(begin, DateTimeOffset.MaxValue, [Completed]));

        Assert.Equal(Running, (await ground.Client.GetInstanceAsync(_id))!.RuntimeStatus);
    }

    [Fact]
    public async Task Filter_purges_what_has_its_status_and_nothing_else()
    {
        await ground.StartAsync(nameof(Orchestrations.Echo), "x", $"{_id}-1");
        await ground.StartAsync(nameof(Orchestrations.Fails), "x", $"{_id}-2");
        var created = (await ground.EndedAsync($"{_id}-1")).CreatedAt;
        await ground.EndedAsync($"{_id}-2");

        var purged = await ground.Client.PurgeAllInstancesAsync(
            new PurgeInstancesFilter(created.AddSeconds(-5), created.AddSeconds(30), [Failed]));

        Assert.True(purged.PurgedInstanceCount >= 1);
        Assert.NotNull(await ground.Client.GetInstanceAsync($"{_id}-1"));
        Assert.Null(await ground.Client.GetInstanceAsync($"{_id}-2"));
    }

    [Fact]
    public async Task Filter_leaves_what_was_created_outside_its_times()
    {
        await ground.StartAsync(nameof(Orchestrations.Echo), "x", _id);
        var created = (await ground.EndedAsync(_id)).CreatedAt;

        await ground.Client.PurgeAllInstancesAsync(new PurgeInstancesFilter(created.AddDays(1), created.AddDays(2), [Completed]));

        Assert.NotNull(await ground.Client.GetInstanceAsync(_id));
    }

    [Fact]
    public async Task Restart_runs_the_same_input_under_a_new_id()
    {
        await ground.StartAsync(nameof(Orchestrations.Echo), "x", _id);
        await ground.EndedAsync(_id);

        var second = await ground.Client.RestartAsync(_id, restartWithNewInstanceId: true);

        Assert.NotEqual(_id, second);
        Assert.Equal("\"x\"", (await ground.EndedAsync(second)).SerializedOutput);
    }

    [Fact]
    public async Task Restart_under_the_same_id_runs_again()
    {
        await ground.StartAsync(nameof(Orchestrations.Retry), 1, _id);
        Assert.Equal("2", (await ground.EndedAsync(_id)).SerializedOutput);

        Assert.Equal(_id, await ground.Client.RestartAsync(_id));

        Assert.Equal("3", (await ground.UntilAsync(_id, state => state.IsCompleted && state.SerializedOutput != "2")).SerializedOutput);
    }

    [Fact]
    public async Task Restart_of_a_missing_instance_is_refused() =>
        await Assert.ThrowsAsync<ArgumentException>(() => ground.Client.RestartAsync(_id));

    [Fact]
    public async Task Rewound_instance_tries_again_what_has_failed()
    {
        await ground.StartAsync(nameof(Orchestrations.FlakyOnce), 1, _id);
        Assert.Equal(Failed, (await ground.EndedAsync(_id)).RuntimeStatus);

        await ground.Client.RewindInstanceAsync(_id, "once more");

        var ended = await ground.UntilAsync(_id, state => state.RuntimeStatus == Completed);
        Assert.Equal(("2", null), (ended.SerializedOutput, ended.FailureDetails));
    }

    [Fact]
    public async Task Rewind_of_what_has_not_failed_is_refused()
    {
        await ground.StartAsync(nameof(Orchestrations.Echo), "x", _id);
        await ground.EndedAsync(_id);

        await Assert.ThrowsAsync<InvalidOperationException>(() => ground.Client.RewindInstanceAsync(_id, "once more"));
        await Assert.ThrowsAsync<ArgumentException>(() => ground.Client.RewindInstanceAsync($"{_id}-none", "once more"));
    }
}

[Collection(nameof(HubGround))]
public sealed class HubEndTests(HubGround ground) : EndCases(ground);

[Collection(nameof(LocalHostGround))]
public sealed class LocalHostEndTests(LocalHostGround ground) : EndCases(ground);
