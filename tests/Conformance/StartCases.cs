using ConformanceApp;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using VideoPipeline.Conformance.Tests.Grounds;
using static Microsoft.DurableTask.Client.OrchestrationRuntimeStatus;

namespace VideoPipeline.Conformance.Tests;

public abstract class StartCases(Ground ground)
{
    private readonly string _id = Guid.NewGuid().ToString("N");

    [Fact]
    public async Task Start_without_an_id_gets_one_and_runs_to_its_end()
    {
        var id = await ground.StartAsync(nameof(Orchestrations.Echo), "hello");

        var ended = await ground.EndedAsync(id);

        Assert.Equal(32, id.Length);
        Assert.Equal((Completed, "\"hello\"", "\"hello\""), (ended.RuntimeStatus, ended.SerializedInput, ended.SerializedOutput));
        Assert.Equal((nameof(Orchestrations.Echo), id), (ended.Name, ended.InstanceId));
        Assert.True(ended.CreatedAt <= ended.LastUpdatedAt);
    }

    [Fact]
    public async Task Finished_id_starts_anew()
    {
        await ground.StartAsync(nameof(Orchestrations.Echo), "old", _id);
        await ground.EndedAsync(_id);

        await ground.StartAsync(nameof(Orchestrations.Echo), "new", _id);

        Assert.Equal("\"new\"", (await ground.UntilAsync(_id, state => state.IsCompleted && state.SerializedInput == "\"new\"")).SerializedOutput);
    }

    [Fact]
    public async Task Failed_id_starts_anew()
    {
        await ground.StartAsync(nameof(Orchestrations.Fails), "broken", _id);
        await ground.EndedAsync(_id);

        await ground.StartAsync(nameof(Orchestrations.Echo), "mended", _id);

        var ended = await ground.UntilAsync(_id, state => state.RuntimeStatus == Completed);
        Assert.Equal((null, "\"mended\""), (ended.FailureDetails, ended.SerializedOutput));
    }

    [Fact]
    public async Task Running_id_is_not_started_again()
    {
        await ground.WaitingAsync(nameof(Waits.Wait), "first", "waiting", _id);

        await AssertRefusedAsync();

        await ground.Client.RaiseEventAsync(_id, "go", "on");
        Assert.Equal("\"first:on\"", (await ground.EndedAsync(_id)).SerializedOutput);
    }

    [Fact]
    public async Task Suspended_id_is_not_started_again()
    {
        await ground.WaitingAsync(nameof(Waits.Wait), "first", "waiting", _id);
        await ground.Client.SuspendInstanceAsync(_id);
        await ground.UntilAsync(_id, state => state.RuntimeStatus == Suspended);

        await AssertRefusedAsync();
    }

    [Fact]
    public async Task Pending_id_is_not_started_again()
    {
        await ground.Client.ScheduleNewOrchestrationInstanceAsync(
            nameof(Orchestrations.Echo), "late", new StartOrchestrationOptions(_id, DateTimeOffset.UtcNow.AddDays(300)));

        await AssertRefusedAsync();
        await ground.Client.TerminateInstanceAsync(_id, "no more");
        await ground.EndedAsync(_id);
    }

    [Fact]
    public async Task Id_whose_status_is_listed_against_repetition_is_not_started_again()
    {
        await ground.StartAsync(nameof(Orchestrations.Echo), "old", _id);
        await ground.EndedAsync(_id);

        var e = await Record.ExceptionAsync(() => ground.Client.ScheduleNewOrchestrationInstanceAsync(
            nameof(Orchestrations.Echo), "new", new StartOrchestrationOptions(_id).WithDedupeStatuses(Completed)));

        Assert.Equal("OrchestrationAlreadyExistsException", e?.GetType().Name);
        Assert.Equal("\"old\"", (await ground.EndedAsync(_id)).SerializedOutput);
    }

    [Fact]
    public async Task Running_id_is_not_replaced_even_where_its_status_is_not_listed()
    {
        await ground.WaitingAsync(nameof(Waits.Wait), "first", "waiting", _id);

        var e = await Record.ExceptionAsync(() => ground.Client.ScheduleNewOrchestrationInstanceAsync(
            nameof(Orchestrations.Echo), "second", new StartOrchestrationOptions(_id).WithDedupeStatuses(Completed)));

        Assert.Equal("OrchestrationAlreadyExistsException", e?.GetType().Name);
        Assert.Equal(Running, (await ground.Client.GetInstanceAsync(_id))!.RuntimeStatus);
    }

    [Fact]
    public async Task Id_of_an_entity_is_none_of_an_orchestration() =>
        await Assert.ThrowsAsync<ArgumentException>(() => ground.Client.GetInstanceAsync("@entity"));

    [Fact]
    public async Task Ids_that_differ_in_case_are_two()
    {
        await ground.StartAsync(nameof(Orchestrations.Echo), "lower", $"a{_id}");
        await ground.StartAsync(nameof(Orchestrations.Echo), "upper", $"A{_id}");

        Assert.Equal("\"lower\"", (await ground.EndedAsync($"a{_id}")).SerializedOutput);
        Assert.Equal("\"upper\"", (await ground.EndedAsync($"A{_id}")).SerializedOutput);
    }

    [Fact]
    public async Task Unknown_orchestrator_fails()
    {
        var ended = await ground.RunAsync("Nobody", "x");

        Assert.Equal(Failed, ended.RuntimeStatus);
        Assert.Contains("'Nobody'", ended.FailureDetails?.ErrorMessage ?? ended.SerializedOutput, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Function_names_are_found_whatever_their_case() =>
        Assert.Equal(Completed, (await ground.RunAsync("eCHO", "x")).RuntimeStatus);

    [Fact]
    public async Task Start_of_a_later_version_than_the_app_fails()
    {
        await ground.Client.ScheduleNewOrchestrationInstanceAsync(
            nameof(Orchestrations.Version), new StartOrchestrationOptions(_id) { Version = "3.0" });

        var ended = await ground.EndedAsync(_id);

        Assert.Equal((Failed, "VersionMismatch"), (ended.RuntimeStatus, ended.FailureDetails?.ErrorType));
    }

    [Fact]
    public async Task Start_of_an_older_version_runs_as_such()
    {
        await ground.Client.ScheduleNewOrchestrationInstanceAsync(
            nameof(Orchestrations.Version), new StartOrchestrationOptions(_id) { Version = "1.5" });

        Assert.Equal("\"1.5\"", (await ground.EndedAsync(_id)).SerializedOutput);
    }

    [Fact]
    public async Task Start_without_a_version_gets_the_apps() =>
        Assert.Equal("\"2.0\"", (await ground.RunAsync(nameof(Orchestrations.Version))).SerializedOutput);

    [Fact]
    public async Task Wait_for_the_start_returns_once_it_runs()
    {
        await ground.WaitingAsync(nameof(Waits.Wait), "x", "waiting", _id);

        Assert.Equal(Running, (await ground.Client.WaitForInstanceStartAsync(_id)).RuntimeStatus);
    }

    [Fact]
    public async Task Wait_for_the_end_returns_when_it_has_come()
    {
        await ground.WaitingAsync(nameof(Waits.Wait), "x", "waiting", _id);
        var wait = ground.Client.WaitForInstanceCompletionAsync(_id, getInputsAndOutputs: true);
        Assert.False(wait.IsCompleted);

        await ground.Client.RaiseEventAsync(_id, "go", "y");

        Assert.Equal("\"x:y\"", (await wait.WaitAsync(TimeSpan.FromSeconds(30))).SerializedOutput);
    }

    [Fact]
    public async Task Wait_for_a_missing_instance_lasts_until_it_is_given_up()
    {
        using var givenUp = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ground.Client.WaitForInstanceCompletionAsync(_id, givenUp.Token));
    }

    private async Task AssertRefusedAsync()
    {
        var e = await Record.ExceptionAsync(() => ground.StartAsync(nameof(Orchestrations.Echo), "second", _id));
        Assert.Equal("OrchestrationAlreadyExistsException", e?.GetType().Name);
    }
}

[Collection(nameof(HubGround))]
public sealed class HubStartTests(HubGround ground) : StartCases(ground);

[Collection(nameof(LocalHostGround))]
public sealed class LocalHostStartTests(LocalHostGround ground) : StartCases(ground);
