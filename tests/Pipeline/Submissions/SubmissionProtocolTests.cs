using Azure;
using VideoPipeline.Pricing;
using VideoPipeline.Resellers;
using VideoPipeline.Submissions;
using VideoPipeline.Support;
using Xunit;

namespace VideoPipeline.Tests.Submissions;

public sealed class SubmissionProtocolTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Accepted_task_is_claimed_and_written_down()
    {
        var run = await SubmissionRun.PreparedAsync();
        run.Provider.OnSubmit = (_, _) => Answer(new SubmitAnswer.Accepted("t/1", "/v1/tasks/1", new ReportedUsage(UsageUnit.Tokens, 108_900)));

        var result = await run.SubmitAsync();

        var record = await run.RecordAsync();
        Assert.Equal(
            new SubmissionResult(
                SubmissionState.Accepted, "tokenhub", "t/1", "/v1/tasks/1", run.Time.GetUtcNow(), Usage: new ReportedUsage(UsageUnit.Tokens, 108_900)),
            result);
        Assert.Equal((SubmissionState.Accepted, "t/1", run.Time.GetUtcNow()), (record.State, record.TaskId, record.AcceptedAt));
        Assert.Equal(Any.Quote, record.Quote);
        Assert.Equal(new TaskClaim(SubmissionRun.Job, 1), await run.ClaimAsync("t/1"));
        Assert.Equal(result, await run.SubmitAsync());
        Assert.Equal(1, run.Provider.Sends);
    }

    [Fact]
    public async Task Submit_takes_few_operations()
    {
        var run = await SubmissionRun.PreparedAsync();
        run.Blobs.Operations.Reset();

        await run.SubmitAsync();

        Assert.True(run.Blobs.Operations.Total == 4, run.Blobs.Operations.ToString());
    }

    [Theory]
    [InlineData(2)]
    [InlineData(50)]
    public async Task Concurrent_calls_send_once(int calls)
    {
        var run = await SubmissionRun.PreparedAsync();
        var answer = new TaskCompletionSource<SubmitAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        run.Provider.OnSubmit = (_, _) => answer.Task;
        run.Blobs.Before = async _ => await Task.Yield();

        var all = Enumerable.Range(0, calls).Select(_ => Task.Run(() => run.SubmitAsync())).ToList();
        var losers = new List<SubmissionResult>();
        while (losers.Count < calls - 1)
        {
            var done = await Task.WhenAny(all).WaitAsync(s_patience);
            all.Remove(done);
            losers.Add(await done);
        }

        answer.SetResult(new SubmitAnswer.Accepted("task-1"));
        var winner = await Assert.Single(all).WaitAsync(s_patience);

        Assert.Equal(1, run.Provider.Sends);
        Assert.Equal((SubmissionState.Accepted, "task-1"), (winner.State, winner.TaskId));
        Assert.All(losers, loser => Assert.Equal(SubmissionState.Sending, loser.State));
        Assert.All(losers, loser => Assert.Equal(run.Time.GetUtcNow() + SubmissionRun.SenderIsGoneAfter, loser.CallAgainAt));
        Assert.Equal(winner, await run.SubmitAsync());
    }

    [Fact]
    public async Task Rejected_task_is_not_sent_again()
    {
        var run = await SubmissionRun.PreparedAsync();
        run.Provider.OnSubmit = (_, _) => Answer(new SubmitAnswer.Rejected(
            Any.Failure("moderation") with { ProviderCode = "1301", ProviderMessage = "unsafe" }));

        var result = await run.SubmitAsync();

        Assert.Equal(SubmissionState.Rejected, result.State);
        Assert.Equal(("moderation", "1301", "unsafe"), (result.Code, result.ProviderCode, result.ProviderMessage));
        Assert.Null(result.CallAgainAt);
        Assert.Equal(result, await run.SubmitAsync());
        Assert.Equal(1, run.Provider.Sends);
    }

    [Fact]
    public async Task Ambiguous_task_is_not_sent_again()
    {
        var run = await SubmissionRun.PreparedAsync();
        run.Provider.OnSubmit = (_, _) => Answer(new SubmitAnswer.Ambiguous(Any.Failure("timeout")));

        var result = await run.SubmitAsync();
        run.Time.Advance(TimeSpan.FromDays(1));

        Assert.Equal((SubmissionState.Ambiguous, "timeout"), (result.State, result.Code));
        Assert.Equal(result, await run.SubmitAsync());
        Assert.Equal(1, run.Provider.Sends);
    }

    [Fact]
    public async Task Submit_in_flight_is_waited_for_and_then_ambiguous()
    {
        var run = await SubmissionRun.PreparedAsync();
        var answer = new TaskCompletionSource<SubmitAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        run.Provider.OnSubmit = (_, _) => answer.Task;
        var sent = run.Time.GetUtcNow();
        var sender = run.SubmitAsync();

        run.Time.AdvanceTo(sent + SubmissionRun.SenderIsGoneAfter - TimeSpan.FromTicks(1));
        var waiting = await run.SubmitAsync();
        run.Time.Advance(TimeSpan.FromTicks(1));
        var ambiguous = await run.SubmitAsync();

        Assert.Equal(
            (SubmissionState.Sending, (DateTimeOffset?)(sent + SubmissionRun.SenderIsGoneAfter)), (waiting.State, waiting.CallAgainAt));
        Assert.Equal((SubmissionState.Ambiguous, "submission_interrupted"), (ambiguous.State, ambiguous.Code));
        Assert.Null(ambiguous.CallAgainAt);

        // The sender was alive after all: what it knows counts for more.
        answer.SetResult(new SubmitAnswer.Accepted("late"));
        var late = await sender.WaitAsync(s_patience);
        Assert.Equal((SubmissionState.Accepted, "late", null), (late.State, late.TaskId, late.Code));
        Assert.Equal(late, await run.SubmitAsync());
        Assert.Equal(1, run.Provider.Sends);
    }

    [Theory]
    [InlineData(SubmissionState.Rejected)]
    [InlineData(SubmissionState.Prepared)]
    [InlineData(SubmissionState.Ambiguous)]
    public async Task Late_answer_that_is_no_acceptance_changes_nothing(SubmissionState answered)
    {
        var run = await SubmissionRun.PreparedAsync();
        var answer = new TaskCompletionSource<SubmitAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        run.Provider.OnSubmit = (_, _) => answer.Task;
        var sender = run.SubmitAsync();
        run.Time.Advance(SubmissionRun.SenderIsGoneAfter);
        var ambiguous = await run.SubmitAsync();

        answer.SetResult(answered switch
        {
            SubmissionState.Rejected => new SubmitAnswer.Rejected(Any.Failure("moderation")),
            SubmissionState.Prepared => new SubmitAnswer.Throttled(Any.Failure("rate_limited")),
            _ => new SubmitAnswer.Ambiguous(Any.Failure("timeout")),
        });

        Assert.Equal(ambiguous, await sender.WaitAsync(s_patience));
        Assert.Equal(ambiguous, await run.SubmitAsync());
        Assert.Equal(1, run.Provider.Sends);
    }

    [Fact]
    public async Task Second_task_id_is_kept_beside_the_first()
    {
        var run = await SubmissionRun.PreparedAsync();
        var answer = new TaskCompletionSource<SubmitAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        run.Provider.OnSubmit = (_, _) => answer.Task;
        var sender = run.SubmitAsync();
        run.Time.Advance(SubmissionRun.SenderIsGoneAfter);
        await run.SubmitAsync();
        var adopted = await run.Adoption.AdoptAsync(
            run.Provider, SubmissionRun.Job, 1, "by-callback", "callback", Any.Request, CancellationToken.None);
        Assert.IsType<AdoptionResult.Adopted>(adopted);

        answer.SetResult(new SubmitAnswer.Accepted("by-answer"));
        var result = await sender.WaitAsync(s_patience);

        var record = await run.RecordAsync();
        Assert.Equal((SubmissionState.Accepted, "by-callback"), (result.State, result.TaskId));
        Assert.Equal("by-callback", record.TaskId);
        Assert.Equal(["by-answer"], record.OtherTaskIds);
        Assert.Equal(new TaskClaim(SubmissionRun.Job, 1), await run.ClaimAsync("by-callback"));
        Assert.Equal(new TaskClaim(SubmissionRun.Job, 1), await run.ClaimAsync("by-answer"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Refusals_are_waited_out_longer_and_longer(bool throttled)
    {
        var run = await SubmissionRun.PreparedAsync();
        run.Provider.OnSubmit = (_, _) => Answer(throttled
            ? new SubmitAnswer.Throttled(Any.Failure("rate_limited"))
            : new SubmitAnswer.NotSent(Any.Failure("unreachable")));
        var waits = new List<double>();

        for (var refusal = 1; refusal <= 9; refusal++)
        {
            var result = await run.SubmitAsync();
            Assert.Equal((SubmissionState.Prepared, refusal, throttled ? "rate_limited" : "unreachable"), (result.State, result.Refusals, result.Code));
            waits.Add((result.CallAgainAt!.Value - run.Time.GetUtcNow()).TotalSeconds);

            run.Time.AdvanceTo(result.CallAgainAt.Value - TimeSpan.FromTicks(1));
            Assert.Equal(result, await run.SubmitAsync());
            Assert.Equal(refusal, run.Provider.Sends);
            run.Time.Advance(TimeSpan.FromTicks(1));
        }

        Assert.Equal([2, 4, 8, 16, 32, 64, 120, 120, 120], waits);
        run.Provider.OnSubmit = (_, _) => Answer(new SubmitAnswer.Accepted("task"));
        var accepted = await run.SubmitAsync();
        Assert.Equal((SubmissionState.Accepted, 9, null), (accepted.State, accepted.Refusals, accepted.Code));
        Assert.Equal(run.Time.GetUtcNow(), accepted.SubmittedAt);
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 2)]
    [InlineData(3, 3)]
    [InlineData(90, 90)]
    [InlineData(3600, 3600)]
    public async Task Retry_after_is_honoured_when_it_is_longer(int asked, int waited)
    {
        var run = await SubmissionRun.PreparedAsync();
        run.Provider.OnSubmit = (_, _) => Answer(new SubmitAnswer.Throttled(Any.Failure("rate_limited", TimeSpan.FromSeconds(asked))));

        var result = await run.SubmitAsync();

        Assert.Equal(run.Time.GetUtcNow().AddSeconds(waited), result.CallAgainAt);
    }

    [Fact]
    public async Task Nothing_is_sent_when_the_window_has_passed()
    {
        var run = await SubmissionRun.PreparedAsync();
        var slow = true;
        run.Blobs.After = operation =>
        {
            // The write of "sending" takes as long as the window.
            if (slow && operation is { Kind: BlobOperationKind.Upload, Prefix: "submissions/" })
            {
                slow = false;
                run.Time.Advance(SubmissionRun.Options.SendWindow);
            }

            return ValueTask.CompletedTask;
        };

        var result = await run.SubmitAsync();

        Assert.Equal((SubmissionState.Prepared, 0), (result.State, result.Refusals));
        Assert.Equal(run.Time.GetUtcNow(), result.CallAgainAt);
        Assert.Equal(0, run.Provider.Sends);
        Assert.Equal(SubmissionState.Accepted, (await run.SubmitAsync()).State);
        Assert.Equal(1, run.Provider.Sends);
    }

    public static TheoryData<Exception> Outages => new(
        new RequestFailedException(503, "busy"),
        new RequestFailedException(0, "no answer"),
        new AggregateException("Retry failed after 5 tries.", new RequestFailedException(0, "refused")),
        new TaskCanceledException("The operation was cancelled because it exceeded the configured timeout."),
        new IOException("reset"));

    [Theory]
    [MemberData(nameof(Outages))]
    public async Task Answer_is_written_down_when_storage_comes_back(Exception outage)
    {
        var run = await SubmissionRun.PreparedAsync();
        var failures = 0;
        run.Blobs.Before = operation => run.Provider.Sends > 0 && failures++ < 5 ? throw outage : ValueTask.CompletedTask;

        var result = await run.InTimeAsync(run.SubmitAsync());

        Assert.Equal((SubmissionState.Accepted, "task-1"), (result.State, result.TaskId));
        Assert.Equal(SubmissionState.Accepted, (await run.RecordAsync()).State);
        Assert.NotNull(await run.ClaimAsync("task-1"));
        Assert.InRange(failures, 6, 9);
    }

    [Theory]
    [MemberData(nameof(Outages))]
    public async Task Answer_is_written_down_when_the_answers_of_storage_are_lost(Exception outage)
    {
        var run = await SubmissionRun.PreparedAsync();
        var lost = new HashSet<(BlobOperationKind, string)>();
        run.Blobs.After = operation =>
            run.Provider.Sends > 0 && lost.Add((operation.Kind, operation.Name)) ? throw outage : ValueTask.CompletedTask;

        var result = await run.InTimeAsync(run.SubmitAsync());

        Assert.Equal((SubmissionState.Accepted, "task-1"), (result.State, result.TaskId));
        Assert.Null((await run.RecordAsync()).OtherTaskIds);
        Assert.Equal(1, run.Provider.Sends);
    }

    [Fact]
    public async Task Attempt_is_ambiguous_when_storage_does_not_come_back_in_time()
    {
        var run = await SubmissionRun.PreparedAsync();
        run.Blobs.Before = _ => run.Provider.Sends > 0 ? throw new RequestFailedException(503, "busy") : ValueTask.CompletedTask;
        await Assert.ThrowsAsync<RequestFailedException>(() => run.InTimeAsync(run.SubmitAsync()));

        run.Blobs.Before = null;
        var result = await run.SubmitUntilAnsweredAsync();

        Assert.Equal((SubmissionState.Ambiguous, "submission_interrupted"), (result.State, result.Code));
        Assert.Equal(1, run.Provider.Sends);
    }

    [Fact]
    public async Task Nothing_is_sent_when_storage_fails_before()
    {
        var run = await SubmissionRun.PreparedAsync();
        run.Blobs.Before = operation => operation.IsWrite ? throw new RequestFailedException(503, "busy") : ValueTask.CompletedTask;
        run.Blobs.Operations.Reset();
        await Assert.ThrowsAsync<RequestFailedException>(() => Task.Run(() => run.SubmitAsync()).WaitAsync(s_patience));
        Assert.InRange(run.Blobs.Operations.Total, 2, 3);

        run.Blobs.Before = null;
        var result = await run.SubmitAsync();

        Assert.Equal(SubmissionState.Accepted, result.State);
        Assert.Equal(1, run.Provider.Sends);
    }

    [Fact]
    public async Task Attempt_is_sent_once_when_the_answer_of_taking_it_was_lost()
    {
        var run = await SubmissionRun.PreparedAsync();
        var lost = false;
        run.Blobs.After = operation =>
            operation.IsWrite && !Interlocked.Exchange(ref lost, true) ? throw new RequestFailedException(503, "busy") : ValueTask.CompletedTask;

        var result = await run.SubmitAsync();

        Assert.Equal((SubmissionState.Accepted, "task-1"), (result.State, result.TaskId));
        Assert.Equal(1, run.Provider.Sends);
    }

    [Fact]
    public async Task Task_of_another_attempt_is_not_taken_over()
    {
        var run = await SubmissionRun.PreparedAsync();
        Assert.True(await run.Store.TryClaimAsync("tokenhub", "task-1", "vid_other", 1, CancellationToken.None));

        var result = await run.SubmitAsync();

        Assert.Equal((SubmissionState.Ambiguous, "task_already_claimed", null), (result.State, result.Code, result.TaskId));
        Assert.Equal(new TaskClaim("vid_other", 1), await run.ClaimAsync("task-1"));
        Assert.Equal(result, await run.SubmitAsync());
        Assert.Equal(1, run.Provider.Sends);
    }

    [Fact]
    public async Task Attempt_without_a_record_is_ambiguous_and_not_sent()
    {
        var run = new SubmissionRun();
        await run.BlobStore.CreateContainersAsync(CancellationToken.None);

        var result = await run.SubmitAsync();

        Assert.Equal((SubmissionState.Ambiguous, "submission_record_missing"), (result.State, result.Code));
        Assert.Equal(0, run.Provider.Sends);
    }

    [Fact]
    public async Task Record_stays_prepared_when_the_body_cannot_be_made()
    {
        var run = await SubmissionRun.PreparedAsync();

        await Assert.ThrowsAsync<FormatException>(() => run.Protocol.SubmitAsync(
            SubmissionRun.Job, 1, run.Provider, _ => throw new FormatException(), CancellationToken.None));

        Assert.Equal(SubmissionState.Prepared, (await run.RecordAsync()).State);
        Assert.Equal(0, run.Provider.Sends);
    }

    [Fact]
    public async Task Client_that_breaks_its_promise_and_throws_leaves_an_ambiguous_attempt()
    {
        var run = await SubmissionRun.PreparedAsync();
        run.Provider.OnSubmit = (_, _) => throw new FormatException();
        await Assert.ThrowsAsync<FormatException>(() => run.SubmitAsync());

        var result = await run.SubmitUntilAnsweredAsync();

        Assert.Equal((SubmissionState.Ambiguous, "submission_interrupted"), (result.State, result.Code));
        Assert.Equal(1, run.Provider.Sends);
    }

    [Fact]
    public async Task Client_that_does_not_come_back_leaves_an_ambiguous_attempt()
    {
        var run = await SubmissionRun.PreparedAsync();
        run.Provider.OnSubmit = async (_, cancellationToken) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            return new SubmitAnswer.Accepted("never");
        };

        var result = await run.InTimeAsync(run.SubmitAsync());

        Assert.Equal((SubmissionState.Ambiguous, "timeout"), (result.State, result.Code));
        Assert.Equal(result, await run.SubmitAsync());
        Assert.True(run.Time.GetUtcNow() < result.SubmittedAt + SubmissionRun.SenderIsGoneAfter);
    }

    [Fact]
    public async Task Answer_is_kept_when_the_caller_goes_away_while_it_is_sent()
    {
        var run = await SubmissionRun.PreparedAsync();
        using var caller = new CancellationTokenSource();
        run.Provider.OnSubmit = async (_, cancellationToken) =>
        {
            await caller.CancelAsync();
            cancellationToken.ThrowIfCancellationRequested();
            return new SubmitAnswer.Accepted("task-1");
        };

        var result = await run.SubmitAsync(caller.Token);

        Assert.Equal((SubmissionState.Accepted, "task-1"), (result.State, result.TaskId));
    }

    [Fact]
    public async Task Preparing_again_changes_nothing()
    {
        var run = await SubmissionRun.PreparedAsync();
        var accepted = await run.SubmitAsync();

        await run.PrepareAsync();

        Assert.Equal(accepted, await run.SubmitAsync());
        Assert.Equal(1, run.Provider.Sends);
    }

    private static Task<SubmitAnswer> Answer(SubmitAnswer answer) => Task.FromResult(answer);
}
