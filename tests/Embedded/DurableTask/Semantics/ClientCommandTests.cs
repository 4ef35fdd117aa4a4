using Grpc.Core;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Xunit;

namespace VideoPipeline.Embedded.Tests.DurableTask.Semantics;

public sealed class ClientCommandTests
{
    [Theory]
    [InlineData("", "name")]
    [InlineData("id", "")]
    public async Task Raise_needs_an_id_and_a_name(string id, string name)
    {
        await using var fixture = await ClientStartTests.WaitingAsync();

        await Assert.ThrowsAsync<ArgumentException>(() => fixture.Client.RaiseEventAsync(id, name));
    }

    [Fact]
    public async Task Raise_to_nobody_is_dropped_by_the_test_host()
    {
        await using var fixture = await ClientStartTests.WaitingAsync();

        await fixture.Client.RaiseEventAsync("nobody", "go", 1);

        Assert.Null(await fixture.Client.GetInstanceAsync("nobody"));
    }

    [Fact]
    public async Task Raise_to_a_finished_instance_is_dropped_by_the_test_host()
    {
        await using var fixture = await ClientStartTests.WaitingAsync();
        await ClientStartTests.BringToAsync(fixture, "x", OrchestrationRuntimeStatus.Completed);

        await fixture.Client.RaiseEventAsync("x", "go", 2);

        Assert.Equal(1, (await fixture.GetAsync("x")).ReadOutputAs<int>());
    }

    [Fact]
    public async Task Raise_to_nobody_on_Functions_is_not_found()
    {
        await using var fixture = await ClientStartTests.WaitingAsync(functions: true);

        var refused = await Assert.ThrowsAsync<RpcException>(() => fixture.Client.RaiseEventAsync("nobody", "go", 1));

        Assert.Equal(StatusCode.NotFound, refused.StatusCode);
    }

    [Fact]
    public async Task Raise_to_a_finished_instance_on_Functions_is_a_failed_precondition()
    {
        await using var fixture = await ClientStartTests.WaitingAsync(functions: true);
        await ClientStartTests.BringToAsync(fixture, "x", OrchestrationRuntimeStatus.Completed);

        var refused = await Assert.ThrowsAsync<RpcException>(() => fixture.Client.RaiseEventAsync("x", "go", 1));

        Assert.Equal(StatusCode.FailedPrecondition, refused.StatusCode);
    }

    [Fact]
    public async Task Terminate_ends_the_instance_with_the_output_given()
    {
        await using var fixture = await ClientStartTests.WaitingAsync();
        await ClientStartTests.BringToAsync(fixture, "x", OrchestrationRuntimeStatus.Running);

        await fixture.Client.TerminateInstanceAsync("x", new TerminateInstanceOptions("enough"));
        var result = await fixture.CompletionAsync("x");

        Assert.Equal(OrchestrationRuntimeStatus.Terminated, result.RuntimeStatus);
        Assert.Equal("enough", result.ReadOutputAs<string>());
        Assert.Null(result.FailureDetails);
    }

    [Fact]
    public async Task Terminate_takes_a_bare_output()
    {
        await using var fixture = await ClientStartTests.WaitingAsync();
        await ClientStartTests.BringToAsync(fixture, "x", OrchestrationRuntimeStatus.Running);

        await fixture.Client.TerminateInstanceAsync("x", (object)42);

        Assert.Equal(42, (await fixture.CompletionAsync("x")).ReadOutputAs<int>());
    }

    [Fact]
    public async Task Terminate_works_while_suspended()
    {
        await using var fixture = await ClientStartTests.WaitingAsync();
        await ClientStartTests.BringToAsync(fixture, "x", OrchestrationRuntimeStatus.Suspended);

        await fixture.Client.TerminateInstanceAsync("x");

        Assert.Equal(OrchestrationRuntimeStatus.Terminated, (await fixture.CompletionAsync("x")).RuntimeStatus);
    }

    [Fact]
    public async Task Terminate_leaves_running_activities_alone()
    {
        var gate = new TaskCompletionSource();
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var fixture = await Fixture.StartAsync(registry => registry
            .AddOrchestratorFunc("Main", context => context.CallActivityAsync("Slow"))
            .AddActivityFunc("Slow", async _ =>
            {
                await gate.Task.WaitAsync(Fixture.Patience);
                ended.SetResult();
            }));
        var id = await fixture.Client.ScheduleNewOrchestrationInstanceAsync("Main");
        await fixture.Client.WaitForInstanceStartAsync(id).WaitAsync(Fixture.Patience);

        await fixture.Client.TerminateInstanceAsync(id);
        Assert.Equal(OrchestrationRuntimeStatus.Terminated, (await fixture.CompletionAsync(id)).RuntimeStatus);
        gate.SetResult();

        await ended.Task.WaitAsync(Fixture.Patience);
    }

    [Fact]
    public async Task Terminate_leaves_children_alone()
    {
        await using var fixture = await Fixture.StartAsync(registry => registry
            .AddOrchestratorFunc("Main", context => context.CallSubOrchestratorAsync("Child", new SubOrchestrationOptions(instanceId: "child")))
            .AddOrchestratorFunc("Child", context => context.WaitForExternalEvent<int>("go")));
        var id = await fixture.StartInstanceAsync("Main");

        await fixture.Client.TerminateInstanceAsync(id, new TerminateInstanceOptions(Recursive: true));

        Assert.Equal(OrchestrationRuntimeStatus.Running, (await fixture.GetAsync("child")).RuntimeStatus);
    }

    [Fact]
    public async Task Terminate_of_nobody_is_dropped_by_the_test_host()
    {
        await using var fixture = await ClientStartTests.WaitingAsync();

        await fixture.Client.TerminateInstanceAsync("nobody");

        Assert.Null(await fixture.Client.GetInstanceAsync("nobody"));
    }

    [Theory]
    [InlineData("terminate", null)]
    [InlineData("terminate", OrchestrationRuntimeStatus.Completed)]
    [InlineData("suspend", null)]
    [InlineData("suspend", OrchestrationRuntimeStatus.Suspended)]
    [InlineData("suspend", OrchestrationRuntimeStatus.Terminated)]
    [InlineData("resume", null)]
    [InlineData("resume", OrchestrationRuntimeStatus.Running)]
    public async Task Functions_host_refuses_commands_that_do_not_fit(string command, OrchestrationRuntimeStatus? status)
    {
        await using var fixture = await ClientStartTests.WaitingAsync(functions: true);
        if (status is { } set)
        {
            await ClientStartTests.BringToAsync(fixture, "x", set);
        }

        var refused = await Assert.ThrowsAsync<RpcException>(() => command switch
        {
            "terminate" => fixture.Client.TerminateInstanceAsync("x"),
            "suspend" => fixture.Client.SuspendInstanceAsync("x"),
            _ => fixture.Client.ResumeInstanceAsync("x"),
        });

        Assert.Equal(StatusCode.Unknown, refused.StatusCode);
    }

    [Theory, BothMemories]
    public async Task Suspend_and_resume_change_the_status(Memory memory)
    {
        await using var fixture = await Main.StartAsync(memory, async context => await context.WaitForExternalEvent<int>("go"));
        var id = await fixture.StartInstanceAsync("Main");

        await fixture.Client.SuspendInstanceAsync(id, "pause");
        var suspended = (await fixture.GetAsync(id)).RuntimeStatus;
        await fixture.Client.ResumeInstanceAsync(id, "go on");

        Assert.Equal(OrchestrationRuntimeStatus.Suspended, suspended);
        Assert.Equal(OrchestrationRuntimeStatus.Running, (await fixture.GetAsync(id)).RuntimeStatus);
    }

    [Theory, BothMemories]
    public async Task Suspended_code_does_not_go_on_when_its_timer_fires(Memory memory)
    {
        await using var fixture = await Main.StartAsync(memory, async context =>
        {
            await context.CreateTimer(TimeSpan.FromMinutes(1), CancellationToken.None);
            context.SetCustomStatus("after");
            return await context.WaitForExternalEvent<int>("go");
        });
        var id = await fixture.StartInstanceAsync("Main");
        await fixture.Client.SuspendInstanceAsync(id);

        await fixture.PassTimeAsync();
        Assert.Null((await fixture.GetAsync(id)).SerializedCustomStatus);
        await fixture.Client.ResumeInstanceAsync(id);

        Assert.Equal("after", (await fixture.GetAsync(id)).ReadCustomStatusAs<string>());
    }

    [Theory, BothMemories]
    public async Task Suspended_instance_takes_the_result_of_its_activity_after_the_resume(Memory memory)
    {
        var gate = new TaskCompletionSource<int>();
        await using var fixture = await Main.StartAsync(
            memory,
            async context => await context.CallActivityAsync<int>("Slow"),
            registry => registry.AddActivityFunc("Slow", _ => gate.Task.WaitAsync(Fixture.Patience)));
        var id = await fixture.Client.ScheduleNewOrchestrationInstanceAsync("Main");
        await fixture.Client.WaitForInstanceStartAsync(id).WaitAsync(Fixture.Patience);
        await fixture.Client.SuspendInstanceAsync(id);

        gate.SetResult(9);
        await fixture.IdleAsync();
        Assert.Equal(OrchestrationRuntimeStatus.Suspended, (await fixture.GetAsync(id)).RuntimeStatus);
        await fixture.Client.ResumeInstanceAsync(id);

        Assert.Equal(9, (await fixture.CompletionAsync(id)).ReadOutputAs<int>());
    }

    [Theory, BothMemories]
    public async Task Custom_status_stays_while_suspended(Memory memory)
    {
        await using var fixture = await Main.StartAsync(memory, async context =>
        {
            context.SetCustomStatus("before");
            return await context.WaitForExternalEvent<int>("go");
        });
        var id = await fixture.StartInstanceAsync("Main");

        await fixture.Client.SuspendInstanceAsync(id);
        await fixture.Client.RaiseEventAsync(id, "go", 1);

        Assert.Equal("before", (await fixture.GetAsync(id)).ReadCustomStatusAs<string>());
    }

    [Fact]
    public async Task Purge_removes_a_finished_instance()
    {
        await using var fixture = await ClientStartTests.WaitingAsync();
        await ClientStartTests.BringToAsync(fixture, "x", OrchestrationRuntimeStatus.Completed);

        var purged = await fixture.Client.PurgeInstanceAsync("x");

        Assert.Equal(1, purged.PurgedInstanceCount);
        Assert.Null(await fixture.Client.GetInstanceAsync("x"));
    }

    [Fact]
    public async Task Purge_of_a_running_instance_counts_none()
    {
        await using var fixture = await ClientStartTests.WaitingAsync();
        await ClientStartTests.BringToAsync(fixture, "x", OrchestrationRuntimeStatus.Running);

        Assert.Equal(0, (await fixture.Client.PurgeInstanceAsync("x")).PurgedInstanceCount);
        Assert.NotNull(await fixture.Client.GetInstanceAsync("x"));
    }

    [Fact]
    public async Task Purge_of_nobody_counts_none()
    {
        await using var fixture = await ClientStartTests.WaitingAsync();

        Assert.Equal(0, (await fixture.Client.PurgeInstanceAsync("nobody")).PurgedInstanceCount);
    }

    [Fact]
    public async Task Purge_by_filter_takes_finished_instances_of_its_time()
    {
        await using var fixture = await ClientStartTests.WaitingAsync();
        await ClientStartTests.BringToAsync(fixture, "early", OrchestrationRuntimeStatus.Completed);
        fixture.Time.Advance(TimeSpan.FromHours(1));
        var from = fixture.Time.GetUtcNow();
        await ClientStartTests.BringToAsync(fixture, "done", OrchestrationRuntimeStatus.Completed);
        await ClientStartTests.BringToAsync(fixture, "running", OrchestrationRuntimeStatus.Running);

        var purged = await fixture.Client.PurgeAllInstancesAsync(new PurgeInstancesFilter(CreatedFrom: from, CreatedTo: from));

        Assert.Equal(1, purged.PurgedInstanceCount);
        Assert.Equal(["early", "running"], (await fixture.Client.GetAllInstancesAsync().ToListAsync()).Select(one => one.InstanceId).Order());
    }

    [Fact]
    public async Task Purge_by_filter_takes_the_statuses_named()
    {
        await using var fixture = await ClientStartTests.WaitingAsync();
        await ClientStartTests.BringToAsync(fixture, "done", OrchestrationRuntimeStatus.Completed);
        await ClientStartTests.BringToAsync(fixture, "failed", OrchestrationRuntimeStatus.Failed);

        await fixture.Client.PurgeInstancesAsync(null, null, [OrchestrationRuntimeStatus.Failed]);

        Assert.Equal("done", (await fixture.Client.GetAllInstancesAsync().SingleAsync()).InstanceId);
    }

    [Fact]
    public async Task Purge_by_filter_takes_more_than_one_portion()
    {
        await using var fixture = await Main.StartAsync(Memory.Kept, _ => Task.FromResult<object?>(1));
        await Task.WhenAll(Enumerable.Range(0, 450).Select(_ => fixture.Client.ScheduleNewOrchestrationInstanceAsync("Main")));
        await fixture.IdleAsync();

        Assert.Equal(450, (await fixture.Client.PurgeAllInstancesAsync(new PurgeInstancesFilter())).PurgedInstanceCount);
    }

    [Fact]
    public void Purge_timeout_is_positive() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new PurgeInstancesFilter { Timeout = TimeSpan.Zero });
}
