using ConformanceApp;
using Grpc.Core;
using Microsoft.DurableTask;
using VideoPipeline.Conformance.Tests.Grounds;
using static Microsoft.DurableTask.Client.OrchestrationRuntimeStatus;

namespace VideoPipeline.Conformance.Tests;

public abstract class EventCases(Ground ground)
{
    private readonly string _id = Guid.NewGuid().ToString("N");

    [Fact]
    public async Task Event_before_the_start_is_kept_until_it_is_waited_for()
    {
        await ground.StartAsync(nameof(Waits.Wait), "x", _id);
        await ground.Client.RaiseEventAsync(_id, "go", "early");

        Assert.Equal("\"x:early\"", (await ground.EndedAsync(_id)).SerializedOutput);
    }

    [Fact]
    public Task Event_to_a_missing_instance_is_refused() =>
        Refusal.AssertAsync(StatusCode.NotFound, () => ground.Client.RaiseEventAsync(_id, "go", "x"));

    [Fact]
    public async Task Event_to_a_finished_instance_is_refused()
    {
        await ground.StartAsync(nameof(Orchestrations.Echo), "x", _id);
        await ground.EndedAsync(_id);

        await Refusal.AssertAsync(StatusCode.FailedPrecondition, () => ground.Client.RaiseEventAsync(_id, "go", "x"));
    }

    [Fact]
    public async Task Events_come_in_the_order_in_which_they_were_raised_whatever_their_names_case()
    {
        await ground.WaitingAsync(nameof(Waits.Collect), 4, "collecting", _id);
        foreach (var (name, item) in (IEnumerable<(string, string)>)[("item", "a"), ("ITEM", "b"), ("Item", "c"), ("item", "d")])
        {
            await ground.Client.RaiseEventAsync(_id, name, item);
        }

        Assert.Equal("\"a,b,c,d\"", (await ground.EndedAsync(_id)).SerializedOutput);
    }

    [Fact]
    public async Task Event_without_a_payload_is_null()
    {
        await ground.WaitingAsync(nameof(Waits.Wait), "x", "waiting", _id);
        await ground.Client.RaiseEventAsync(_id, "go");

        Assert.Equal("\"x:\"", (await ground.EndedAsync(_id)).SerializedOutput);
    }

    [Fact]
    public async Task Event_whose_payload_does_not_fit_fails_the_orchestration()
    {
        await ground.WaitingAsync(nameof(Waits.WaitForNumber), null, "waiting", _id);
        await ground.Client.RaiseEventAsync(_id, "number", "seven");

        var ended = await ground.EndedAsync(_id);

        Assert.Equal((Failed, null), (ended.RuntimeStatus, ended.FailureDetails));
        Assert.StartsWith(
            "{\"message\":\"Function 'WaitForNumber' failed with an unhandled exception.\"",
            ended.SerializedOutput,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Event_that_nobody_sends_in_time_is_given_up() =>
        Assert.Equal("\"nobody came\"", (await ground.RunAsync(nameof(Waits.WaitBriefly))).SerializedOutput);

    [Fact]
    public async Task Event_from_another_orchestration_arrives()
    {
        await ground.WaitingAsync(nameof(Waits.Wait), "x", "waiting", _id);

        Assert.Equal("\"sent\"", (await ground.RunAsync(nameof(Waits.Send), _id)).SerializedOutput);

        Assert.Equal("\"x:from afar\"", (await ground.EndedAsync(_id)).SerializedOutput);
    }

    [Fact]
    public async Task Event_from_another_orchestration_to_nobody_is_lost_without_a_word() =>
        Assert.Equal("\"sent\"", (await ground.RunAsync(nameof(Waits.Send), _id)).SerializedOutput);

    [Fact]
    public async Task Event_while_suspended_waits_for_the_resumption()
    {
        await ground.WaitingAsync(nameof(Waits.Wait), "x", "waiting", _id);
        await ground.Client.SuspendInstanceAsync(_id, "pause");
        await ground.UntilAsync(_id, state => state.RuntimeStatus == Suspended);
        await ground.Client.RaiseEventAsync(_id, "go", "y");
        await ground.RunAsync(nameof(Orchestrations.Chain), 2);
        Assert.Equal(Suspended, (await ground.Client.GetInstanceAsync(_id))!.RuntimeStatus);

        await ground.Client.ResumeInstanceAsync(_id, "go on");

        Assert.Equal("\"x:y\"", (await ground.EndedAsync(_id)).SerializedOutput);
    }

    [Fact]
    public async Task Suspended_instance_that_is_resumed_runs_as_before()
    {
        await ground.WaitingAsync(nameof(Waits.Wait), "x", "waiting", _id);
        await ground.Client.SuspendInstanceAsync(_id);
        await ground.UntilAsync(_id, state => state.RuntimeStatus == Suspended);

        await ground.Client.ResumeInstanceAsync(_id);

        await ground.UntilAsync(_id, state => state is { RuntimeStatus: Running, SerializedCustomStatus: "\"waiting\"" });
    }

    [Fact]
    public async Task What_has_ended_is_neither_suspended_nor_resumed()
    {
        await ground.StartAsync(nameof(Orchestrations.Echo), "x", _id);
        await ground.EndedAsync(_id);

        await Refusal.AssertAsync(StatusCode.FailedPrecondition, () => ground.Client.SuspendInstanceAsync(_id));
        await Refusal.AssertAsync(StatusCode.FailedPrecondition, () => ground.Client.ResumeInstanceAsync(_id));

        Assert.Equal(Completed, (await ground.EndedAsync(_id)).RuntimeStatus);
    }

    [Fact]
    public async Task What_is_missing_is_neither_suspended_nor_resumed()
    {
        await Refusal.AssertAsync(StatusCode.NotFound, () => ground.Client.SuspendInstanceAsync(_id));
        await Refusal.AssertAsync(StatusCode.NotFound, () => ground.Client.ResumeInstanceAsync(_id));
    }

    [Fact]
    public async Task What_runs_is_not_resumed()
    {
        await ground.WaitingAsync(nameof(Waits.Wait), "x", "waiting", _id);

        await Refusal.AssertAsync(StatusCode.FailedPrecondition, () => ground.Client.ResumeInstanceAsync(_id));
    }

    [Fact]
    public async Task Next_generation_inherits_the_events_that_were_not_waited_for()
    {
        await GiveAsync("keep");

        Assert.Equal("\"ab\"", (await ground.EndedAsync(_id)).SerializedOutput);
    }

    [Fact]
    public async Task Next_generation_goes_without_the_events_that_were_not_to_be_kept()
    {
        await GiveAsync("drop");
        await ground.UntilAsync(_id, state => state.SerializedCustomStatus == "\"second\"");
        await ground.Client.RaiseEventAsync(_id, "item", "c");
        await ground.Client.RaiseEventAsync(_id, "item", "d");

        Assert.Equal("\"cd\"", (await ground.EndedAsync(_id)).SerializedOutput);
    }

    private async Task GiveAsync(string what)
    {
        await ground.WaitingAsync(nameof(Waits.Heirs), what, "first", _id);
        await ground.Client.RaiseEventAsync(_id, "item", "a");
        await ground.Client.RaiseEventAsync(_id, "item", "b");
        await ground.RunAsync(nameof(Orchestrations.Chain), 2);
        await ground.Client.RaiseEventAsync(_id, "next", "");
    }
}

[Collection(nameof(HubGround))]
public sealed class HubEventTests(HubGround ground) : EventCases(ground);

[Collection(nameof(LocalHostGround))]
public sealed class LocalHostEventTests(LocalHostGround ground) : EventCases(ground);
