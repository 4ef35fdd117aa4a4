using ConformanceApp;
using Microsoft.DurableTask;
using VideoPipeline.Conformance.Tests.Grounds;
using static Microsoft.DurableTask.Client.OrchestrationRuntimeStatus;

namespace VideoPipeline.Conformance.Tests;

/// <summary>Activities, sub-orchestrations, their failures and their repetition; timers and generations.</summary>
public abstract class WorkCases(Ground ground)
{
    private readonly string _id = Guid.NewGuid().ToString("N");

    [Fact]
    public async Task Records_cross_every_boundary()
    {
        var ended = await ground.RunAsync(nameof(Orchestrations.Shapes), new Shape("cube", 5, new Shape("point", 0)));

        Assert.Equal(new Shape("cube", 6, new Shape("point", 0)), ended.ReadOutputAs<Shape>());
        Assert.Equal(new Shape("cube", 5, new Shape("point", 0)), ended.ReadCustomStatusAs<Shape>());
    }

    [Fact]
    public async Task Texts_come_back_as_they_were_sent()
    {
        string?[] texts = ["", null, "[x]", "{\"a\":1}", "7", "true", "null", "ünï ✓", "a\"b"];

        Assert.Equal(texts, (await ground.RunAsync(nameof(Orchestrations.Texts), texts)).ReadOutputAs<string?[]>());
    }

    [Fact]
    public async Task Activities_run_one_after_the_other() =>
        Assert.Equal("5", (await ground.RunAsync(nameof(Orchestrations.Chain), 5)).SerializedOutput);

    [Fact]
    public async Task Activities_at_once_answer_in_the_order_in_which_they_were_called() =>
        Assert.Equal(Enumerable.Range(1, 40), (await ground.RunAsync(nameof(Orchestrations.FanOut), 40)).ReadOutputAs<int[]>());

    [Fact]
    public async Task Ids_that_an_orchestrator_makes_stay_the_same_when_it_is_replayed() =>
        Assert.Equal("true", (await ground.RunAsync(nameof(Orchestrations.Ids))).SerializedOutput);

    [Theory]
    [InlineData("broken", "System.InvalidOperationException|broken")]
    [InlineData("nested", "System.InvalidOperationException|outer <- System.ArgumentException|middle <- System.TimeoutException|inner")]
    [InlineData("properties", "ConformanceApp.OrderException|no such order item,lines,order")]
    [InlineData("lines", "System.InvalidOperationException|first: line\\nsecond: line")]
    public async Task Orchestrator_sees_how_its_activity_failed(string way, string seen) => Assert.Equal(
        $"\"{seen}\"",
        System.Text.RegularExpressions.Regex.Replace(
            (await ground.RunAsync(nameof(Orchestrations.CallActivity), new Call(nameof(Activities.Fail), Input: way, Catch: true))).SerializedOutput!,
            "\\\\u003C", "<"));

    [Fact]
    public async Task Failure_of_an_activity_that_nobody_catches_fails_the_orchestration()
    {
        var ended = await ground.RunAsync(nameof(Orchestrations.CallActivity), new Call(nameof(Activities.Fail), Input: "nested"));

        Assert.Equal((Failed, "Microsoft.DurableTask.TaskFailedException"), (ended.RuntimeStatus, ended.FailureDetails?.ErrorType));
        Assert.Equal("Task 'Fail' (#0) failed with an unhandled exception: outer", ended.FailureDetails?.ErrorMessage);
        Assert.Null(ended.FailureDetails?.InnerFailure);
    }

    [Fact]
    public async Task Failure_of_an_orchestrator_is_its_own()
    {
        var ended = await ground.RunAsync(nameof(Orchestrations.Fails), "broken");

        Assert.Equal((Failed, "System.InvalidOperationException", "broken"), (ended.RuntimeStatus, ended.FailureDetails?.ErrorType, ended.FailureDetails?.ErrorMessage));
        Assert.Equal("System.InvalidOperationException: broken", ended.SerializedOutput);
    }

    [Fact]
    public async Task Unknown_activity_fails_and_nobody_is_told_why() => Assert.Equal(
        "\"(unknown)|(unknown)\"",
        (await ground.RunAsync(nameof(Orchestrations.CallActivity), new Call("Nowhere", Catch: true))).SerializedOutput);

    [Fact]
    public async Task Activity_is_tried_again_until_it_succeeds() =>
        Assert.Equal("3", (await ground.RunAsync(nameof(Orchestrations.Retry), 2)).SerializedOutput);

    [Fact]
    public async Task Activity_is_tried_no_more_often_than_its_policy_says()
    {
        var ended = await ground.RunAsync(nameof(Orchestrations.Retry), 9);

        Assert.Equal((Failed, "Task 'Flaky' (#4) failed with an unhandled exception: call 3"), (ended.RuntimeStatus, ended.FailureDetails?.ErrorMessage));
    }

    [Fact]
    public async Task Handler_decides_whether_an_activity_is_tried_again()
    {
        Assert.Equal("2", (await ground.RunAsync(nameof(Orchestrations.RetryByHand), 1)).SerializedOutput);
        Assert.Equal(Failed, (await ground.RunAsync(nameof(Orchestrations.RetryByHand), 2)).RuntimeStatus);
    }

    [Fact]
    public async Task Child_that_failed_is_tried_again_under_its_own_id() =>
        Assert.Equal("3", (await ground.RunAsync(nameof(Orchestrations.RetryChild), 2)).SerializedOutput);

    [Fact]
    public async Task Child_answers_its_parent_and_keeps_its_own_state()
    {
        var ended = await ground.RunAsync(nameof(Orchestrations.CallChild), new Call(nameof(Orchestrations.Echo), _id, "x"));

        Assert.Equal("\"x\"", ended.SerializedOutput);
        Assert.Equal(Completed, (await ground.EndedAsync(_id)).RuntimeStatus);
    }

    [Fact]
    public async Task Child_takes_a_finished_id_anew()
    {
        await ground.StartAsync(nameof(Orchestrations.Echo), "old", _id);
        await ground.EndedAsync(_id);

        var ended = await ground.RunAsync(nameof(Orchestrations.CallChild), new Call(nameof(Orchestrations.Echo), _id, "new"));

        Assert.Equal("\"new\"", ended.SerializedOutput);
        Assert.Equal("\"new\"", (await ground.EndedAsync(_id)).SerializedOutput);
    }

    [Fact]
    public async Task Child_of_a_running_id_is_not_started_and_fails_its_parent()
    {
        await ground.WaitingAsync(nameof(Waits.Wait), "first", "waiting", _id);
        var parent = await ground.RunAsync(nameof(Orchestrations.CallChild), new Call(nameof(Orchestrations.Echo), _id, "second", Catch: true));
        await ground.Client.RaiseEventAsync(_id, "go", "y");

        Assert.StartsWith("\"OrchestrationAlreadyExists|", parent.SerializedOutput, StringComparison.Ordinal);
        Assert.Equal("\"first:y\"", (await ground.EndedAsync(_id)).SerializedOutput);
    }

    [Fact]
    public async Task Parent_sees_how_its_child_failed()
    {
        var ended = await ground.RunAsync(
            nameof(Orchestrations.CallChild), new Call(nameof(Orchestrations.Fails), Input: "broken", Catch: true));

        Assert.Contains("System.InvalidOperationException|broken", ended.SerializedOutput, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Parent_fails_with_the_child_that_it_does_not_catch()
    {
        var ended = await ground.RunAsync(nameof(Orchestrations.CallChild), new Call(nameof(Orchestrations.Fails), Input: "broken"));

        Assert.Equal((Failed, "Microsoft.DurableTask.TaskFailedException"), (ended.RuntimeStatus, ended.FailureDetails?.ErrorType));
    }

    [Fact]
    public async Task Unknown_child_fails_its_parent_and_nobody_is_told_why()
    {
        var ended = await ground.RunAsync(nameof(Orchestrations.CallChild), new Call("Nobody"));

        Assert.Equal((Failed, "System.NullReferenceException"), (ended.RuntimeStatus, ended.FailureDetails?.ErrorType));
        Assert.Equal("\"none\"", (await ground.RunAsync(nameof(Orchestrations.CallChild), new Call("Nobody", Catch: true))).SerializedOutput);
    }

    [Fact]
    public async Task Timers_fire_in_their_order_and_a_cancelled_one_keeps_nothing_open() =>
        Assert.Equal("\"sooner,soon\"", (await ground.RunAsync(nameof(Waits.Timers))).SerializedOutput);

    [Fact]
    public async Task Generations_follow_each_other_under_one_id()
    {
        var ended = await ground.RunAsync(nameof(Waits.Generations), 0);

        Assert.Equal((Completed, "\"generation 3\"", "3"), (ended.RuntimeStatus, ended.SerializedOutput, ended.SerializedInput));
    }

    [Fact]
    public async Task Status_is_what_was_set_last()
    {
        await ground.StartAsync(nameof(Waits.Statuses), null, _id);
        Assert.Equal("[1,2]", (await ground.UntilAsync(_id, state => state.SerializedCustomStatus is not null)).SerializedCustomStatus);

        await ground.Client.RaiseEventAsync(_id, "go", "");

        await ground.UntilAsync(_id, state => state.SerializedCustomStatus is null or "null");
    }

    [Fact]
    public async Task Activity_whose_worker_died_has_failed_and_is_tried_again()
    {
        var marker = Path.Combine(Path.GetTempPath(), _id);
        try
        {
            Assert.Equal("\"alive\"", (await ground.RunAsync(nameof(Orchestrations.DieAndTryAgain), marker)).SerializedOutput);
        }
        finally
        {
            File.Delete(marker);
        }
    }

    [Fact]
    public async Task Activity_whose_worker_died_fails_where_nobody_tries_again()
    {
        var marker = Path.Combine(Path.GetTempPath(), _id);
        try
        {
            var ended = await ground.RunAsync(nameof(Orchestrations.CallActivity), new Call(nameof(Activities.Die), Input: marker));

            Assert.Equal((Failed, "Microsoft.DurableTask.TaskFailedException"), (ended.RuntimeStatus, ended.FailureDetails?.ErrorType));
        }
        finally
        {
            File.Delete(marker);
        }
    }
}

[Collection(nameof(HubGround))]
public sealed class HubWorkTests(HubGround ground) : WorkCases(ground);

[Collection(nameof(LocalHostGround))]
public sealed class LocalHostWorkTests(LocalHostGround ground) : WorkCases(ground);
