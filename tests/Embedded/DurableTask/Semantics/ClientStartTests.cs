using DurableTask.Core.Exceptions;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Xunit;

namespace VideoPipeline.Embedded.Tests.DurableTask.Semantics;

public sealed class ClientStartTests
{
    [Fact]
    public async Task Start_without_an_id_makes_a_guid_without_hyphens()
    {
        await using var fixture = await WaitingAsync();

        var id = await fixture.StartInstanceAsync("Waiting");

        Assert.True(Guid.TryParseExact(id, "N", out _), id);
    }

    [Fact]
    public async Task Start_takes_the_id_of_the_options()
    {
        await using var fixture = await WaitingAsync();

        Assert.Equal("chosen", await fixture.StartInstanceAsync("Waiting", options: new StartOrchestrationOptions("chosen")));
    }

    [Fact]
    public async Task Start_at_a_later_time_stays_pending_until_then()
    {
        await using var fixture = await WaitingAsync();
        var start = fixture.Time.GetUtcNow().AddHours(2);
        var id = await fixture.StartInstanceAsync("Waiting", options: new StartOrchestrationOptions(StartAt: start));
        Assert.Equal(OrchestrationRuntimeStatus.Pending, (await fixture.GetAsync(id)).RuntimeStatus);
        Assert.Equal(start, fixture.Engine.NextTimerDue);

        await fixture.AdvanceAsync(TimeSpan.FromHours(2));

        Assert.Equal(OrchestrationRuntimeStatus.Running, (await fixture.GetAsync(id)).RuntimeStatus);
    }

    [Fact]
    public async Task Start_at_a_past_time_runs_at_once()
    {
        await using var fixture = await WaitingAsync();

        var id = await fixture.StartInstanceAsync(
            "Waiting", options: new StartOrchestrationOptions(StartAt: fixture.Time.GetUtcNow().AddHours(-2)));

        Assert.Equal(OrchestrationRuntimeStatus.Running, (await fixture.GetAsync(id)).RuntimeStatus);
    }

    [Fact]
    public async Task Events_for_an_instance_that_starts_later_wait_for_it()
    {
        await using var fixture = await WaitingAsync();
        var id = await fixture.StartInstanceAsync(
            "Waiting", options: new StartOrchestrationOptions(StartAt: fixture.Time.GetUtcNow().AddHours(2)));

        await fixture.Client.RaiseEventAsync(id, "go", 6);
        Assert.Equal(OrchestrationRuntimeStatus.Pending, (await fixture.GetAsync(id)).RuntimeStatus);
        await fixture.PassTimeAsync();

        Assert.Equal(6, (await fixture.GetAsync(id)).ReadOutputAs<int>());
    }

    [Fact]
    public async Task Instance_that_starts_later_can_be_terminated_before()
    {
        await using var fixture = await WaitingAsync();
        var id = await fixture.StartInstanceAsync(
            "Waiting", options: new StartOrchestrationOptions(StartAt: fixture.Time.GetUtcNow().AddHours(2)));

        await fixture.Client.TerminateInstanceAsync(id);

        Assert.Equal(OrchestrationRuntimeStatus.Terminated, (await fixture.CompletionAsync(id)).RuntimeStatus);
        Assert.Null(fixture.Engine.NextTimerDue);
    }

    [Fact]
    public async Task Tags_are_shown()
    {
        await using var fixture = await WaitingAsync();
        var id = await fixture.StartInstanceAsync(
            "Waiting", options: new StartOrchestrationOptions { Tags = new Dictionary<string, string> { ["a"] = "1" } });

        Assert.Equal("1", (await fixture.GetAsync(id)).Tags["a"]);
    }

    [Fact]
    public async Task Test_host_replaces_a_running_instance()
    {
        await using var fixture = await WaitingAsync();
        var options = new StartOrchestrationOptions("same");
        await fixture.StartInstanceAsync("Waiting", 1, options);

        await fixture.StartInstanceAsync("Waiting", 2, options);

        Assert.Equal("2", (await fixture.GetAsync("same")).SerializedInput);
    }

    [Fact]
    public async Task Replaced_instance_does_not_come_back()
    {
        await using var fixture = await WaitingAsync();
        var options = new StartOrchestrationOptions("same");
        await fixture.StartInstanceAsync("Waiting", 1, options);
        await fixture.StartInstanceAsync("Waiting", 2, options);

        await fixture.Client.RaiseEventAsync("same", "go", 3);

        Assert.Equal(3, (await fixture.CompletionAsync("same")).ReadOutputAs<int>());
        Assert.Single(await fixture.Client.GetAllInstancesAsync().ToListAsync());
    }

    [Theory]
    [InlineData(OrchestrationRuntimeStatus.Running)]
    [InlineData(OrchestrationRuntimeStatus.Completed)]
    [InlineData(OrchestrationRuntimeStatus.Failed)]
    [InlineData(OrchestrationRuntimeStatus.Terminated)]
    [InlineData(OrchestrationRuntimeStatus.Suspended)]
    [InlineData(OrchestrationRuntimeStatus.Pending)]
    public async Task Dedupe_statuses_are_not_replaced(OrchestrationRuntimeStatus status)
    {
        await using var fixture = await WaitingAsync();
        await BringToAsync(fixture, "same", status);
        var options = new StartOrchestrationOptions("same").WithDedupeStatuses(status);

        await Assert.ThrowsAsync<OrchestrationAlreadyExistsException>(() => fixture.StartInstanceAsync("Waiting", 2, options));

        Assert.NotEqual("2", (await fixture.GetAsync("same")).SerializedInput);
    }

    [Theory]
    [InlineData(OrchestrationRuntimeStatus.Running)]
    [InlineData(OrchestrationRuntimeStatus.Completed)]
    [InlineData(OrchestrationRuntimeStatus.Failed)]
    public async Task Other_statuses_than_the_dedupe_statuses_are_replaced(OrchestrationRuntimeStatus status)
    {
        await using var fixture = await WaitingAsync();
        await BringToAsync(fixture, "same", status);
        var options = new StartOrchestrationOptions("same").WithDedupeStatuses(OrchestrationRuntimeStatus.Terminated);

        await fixture.StartInstanceAsync("Waiting", 2, options);

        Assert.Equal("2", (await fixture.GetAsync("same")).SerializedInput);
    }

    [Fact]
    public async Task Unknown_dedupe_status_is_an_argument_exception()
    {
        await using var fixture = await WaitingAsync();
        var options = new StartOrchestrationOptions("x") { DedupeStatuses = ["Sleeping"] };

        await Assert.ThrowsAsync<ArgumentException>(() => fixture.StartInstanceAsync("Waiting", 2, options));
    }

    [Theory]
    [InlineData(OrchestrationRuntimeStatus.Running)]
    [InlineData(OrchestrationRuntimeStatus.Suspended)]
    [InlineData(OrchestrationRuntimeStatus.Pending)]
    public async Task Functions_host_does_not_replace_an_unfinished_instance(OrchestrationRuntimeStatus status)
    {
        await using var fixture = await WaitingAsync(functions: true);
        await BringToAsync(fixture, "same", status);

        await Assert.ThrowsAsync<OrchestrationAlreadyExistsException>(
            () => fixture.StartInstanceAsync("Waiting", 2, new StartOrchestrationOptions("same")));
    }

    [Theory]
    [InlineData(OrchestrationRuntimeStatus.Completed)]
    [InlineData(OrchestrationRuntimeStatus.Failed)]
    [InlineData(OrchestrationRuntimeStatus.Terminated)]
    public async Task Functions_host_replaces_a_finished_instance(OrchestrationRuntimeStatus status)
    {
        await using var fixture = await WaitingAsync(functions: true);
        await BringToAsync(fixture, "same", status);

        await fixture.StartInstanceAsync("Waiting", 2, new StartOrchestrationOptions("same"));

        Assert.Equal("2", (await fixture.GetAsync("same")).SerializedInput);
    }

    [Fact]
    public async Task Functions_host_ignores_dedupe_statuses()
    {
        await using var fixture = await WaitingAsync(functions: true);
        await BringToAsync(fixture, "same", OrchestrationRuntimeStatus.Completed);
        var options = new StartOrchestrationOptions("same").WithDedupeStatuses(OrchestrationRuntimeStatus.Completed);

        Assert.Equal("same", await fixture.StartInstanceAsync("Waiting", 2, options));
    }

    [Fact]
    public async Task One_of_many_starts_with_one_id_at_the_same_time_wins()
    {
        await using var fixture = await WaitingAsync(functions: true);
        var starts = Enumerable.Range(0, 20)
            .Select(i => Record.ExceptionAsync(() => fixture.Client.ScheduleNewOrchestrationInstanceAsync(
                "Waiting", i, new StartOrchestrationOptions("same"))))
            .ToList();

        var failures = await Task.WhenAll(starts).WaitAsync(Fixture.Patience);

        Assert.Single(failures, failure => failure is null);
        Assert.All(failures.OfType<Exception>(), failure => Assert.IsType<OrchestrationAlreadyExistsException>(failure));
    }

    [Theory]
    [InlineData("@x")]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData("a?b")]
    [InlineData("a#b")]
    [InlineData("a\nb")]
    public async Task Functions_host_refuses_ids(string id)
    {
        await using var fixture = await WaitingAsync(functions: true);

        var refused = await Assert.ThrowsAsync<Grpc.Core.RpcException>(
            () => fixture.StartInstanceAsync("Waiting", 2, new StartOrchestrationOptions(id)));

        Assert.Equal(Grpc.Core.StatusCode.Internal, refused.StatusCode);
    }

    [Fact]
    public async Task Functions_host_refuses_long_ids()
    {
        await using var fixture = await WaitingAsync(functions: true);

        await fixture.StartInstanceAsync("Waiting", 2, new StartOrchestrationOptions(new string('x', 256)));
        await Assert.ThrowsAsync<Grpc.Core.RpcException>(
            () => fixture.StartInstanceAsync("Waiting", 2, new StartOrchestrationOptions(new string('x', 257))));
    }

    [Fact]
    public async Task Restart_runs_the_same_input_under_the_same_id()
    {
        await using var fixture = await WaitingAsync();
        await BringToAsync(fixture, "same", OrchestrationRuntimeStatus.Completed);

        var id = await fixture.Client.RestartAsync("same");
        await fixture.IdleAsync();

        Assert.Equal("same", id);
        var standing = await fixture.GetAsync("same");
        Assert.Equal((OrchestrationRuntimeStatus.Running, "1"), (standing.RuntimeStatus, standing.SerializedInput));
    }

    [Fact]
    public async Task Restart_can_take_a_new_id()
    {
        await using var fixture = await WaitingAsync();
        await BringToAsync(fixture, "old", OrchestrationRuntimeStatus.Completed);

        var id = await fixture.Client.RestartAsync("old", restartWithNewInstanceId: true);

        Assert.NotEqual("old", id);
        Assert.Equal("1", (await fixture.GetAsync(id)).SerializedInput);
    }

    [Fact]
    public async Task Restart_of_nobody_is_an_argument_exception()
    {
        await using var fixture = await WaitingAsync();

        await Assert.ThrowsAsync<ArgumentException>(() => fixture.Client.RestartAsync("nobody"));
    }

    [Fact]
    public async Task Restart_of_a_running_instance_is_an_invalid_operation()
    {
        await using var fixture = await WaitingAsync();
        await BringToAsync(fixture, "same", OrchestrationRuntimeStatus.Running);

        await Assert.ThrowsAsync<InvalidOperationException>(() => fixture.Client.RestartAsync("same"));
    }

    [Fact]
    public async Task Rewind_is_not_implemented()
    {
        await using var fixture = await WaitingAsync();

        await Assert.ThrowsAsync<NotImplementedException>(() => fixture.Client.RewindInstanceAsync("x", "because"));
    }

    internal static Task<Fixture> WaitingAsync(bool functions = false) => Fixture.StartAsync(
        registry => registry.AddOrchestratorFunc("Waiting", async context =>
        {
            var answer = await context.WaitForExternalEvent<int>("go");
            return answer >= 0 ? answer : throw new InvalidOperationException("negative");
        }),
        configure: options =>
        {
            options.FunctionsHost = functions;
            options.ReplaceRunningInstances = !functions;
        });

    /// <summary>Makes an instance with the input 1 that stands like that.</summary>
    internal static async Task BringToAsync(Fixture fixture, string id, OrchestrationRuntimeStatus status)
    {
        var startAt = status == OrchestrationRuntimeStatus.Pending ? fixture.Time.GetUtcNow().AddHours(1) : (DateTimeOffset?)null;
        await fixture.StartInstanceAsync("Waiting", 1, new StartOrchestrationOptions(id, startAt));
        switch (status)
        {
            case OrchestrationRuntimeStatus.Completed:
                await fixture.Client.RaiseEventAsync(id, "go", 1);
                break;
            case OrchestrationRuntimeStatus.Failed:
                await fixture.Client.RaiseEventAsync(id, "go", -1);
                break;
            case OrchestrationRuntimeStatus.Terminated:
                await fixture.Client.TerminateInstanceAsync(id);
                break;
            case OrchestrationRuntimeStatus.Suspended:
                await fixture.Client.SuspendInstanceAsync(id);
                break;
        }

        await fixture.IdleAsync();
        Assert.Equal(status, (await fixture.GetAsync(id)).RuntimeStatus);
    }
}
