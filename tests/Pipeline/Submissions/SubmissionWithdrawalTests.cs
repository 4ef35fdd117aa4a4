using VideoPipeline.Resellers;
using VideoPipeline.Submissions;
using VideoPipeline.Support;
using Xunit;

namespace VideoPipeline.Tests.Submissions;

public sealed class SubmissionWithdrawalTests
{
    [Fact]
    public async Task Attempt_that_was_not_sent_is_withdrawn_for_good()
    {
        var run = await SubmissionRun.PreparedAsync();

        var result = await run.Withdrawal.WithdrawAsync(SubmissionRun.Job, 1, "cancelled", CancellationToken.None);

        Assert.Equal((SubmissionState.Rejected, "cancelled"), (result.State, result.Code));
        Assert.Equal(result, await run.SubmitAsync());
        Assert.Equal(result, await run.Withdrawal.WithdrawAsync(SubmissionRun.Job, 1, "other", CancellationToken.None));
        Assert.Equal(0, run.Provider.Sends);
    }

    [Fact]
    public async Task Attempt_that_waits_for_a_retry_is_withdrawn_with_its_reason()
    {
        var run = await SubmissionRun.PreparedAsync();
        run.Provider.OnSubmit = (_, _) => Task.FromResult<SubmitAnswer>(new SubmitAnswer.Throttled(Any.Failure("rate_limited")));
        await run.SubmitAsync();

        var result = await run.Withdrawal.WithdrawAsync(SubmissionRun.Job, 1, "provider_busy", CancellationToken.None);

        Assert.Equal((SubmissionState.Rejected, "provider_busy", "It said rate_limited."), (result.State, result.Code, result.Message));
        Assert.Null((await run.RecordAsync()).RetryAt);
        Assert.Equal(result, await run.SubmitAsync());
        Assert.Equal(1, run.Provider.Sends);
    }

    [Theory]
    [InlineData(SubmissionState.Sending)]
    [InlineData(SubmissionState.Accepted)]
    [InlineData(SubmissionState.Rejected)]
    [InlineData(SubmissionState.Ambiguous)]
    public async Task Attempt_that_may_have_been_sent_is_left_as_it_is(SubmissionState state)
    {
        var run = await SubmissionRun.PreparedAsync();
        await run.PutRecordAsync(record => record with { State = state, TaskId = "task" });
        var before = await run.RecordAsync();

        var result = await run.Withdrawal.WithdrawAsync(SubmissionRun.Job, 1, "cancelled", CancellationToken.None);

        Assert.Equal(SubmissionResult.From(before), result);
        Assert.Equal(before, await run.RecordAsync());
    }

    [Fact]
    public async Task Attempt_that_was_never_prepared_cannot_be_withdrawn()
    {
        var run = new SubmissionRun();
        await run.BlobStore.CreateContainersAsync(CancellationToken.None);

        await Assert.ThrowsAsync<InvalidOperationException>(
            () => run.Withdrawal.WithdrawAsync(SubmissionRun.Job, 1, "cancelled", CancellationToken.None));
    }

    [Fact]
    public async Task Either_the_sender_or_the_withdrawal_wins()
    {
        for (var round = 0; round < 50; round++)
        {
            var run = await SubmissionRun.PreparedAsync();
            run.Blobs.Before = async _ => await Task.Yield();

            var submit = Task.Run(() => run.SubmitAsync());
            var withdraw = Task.Run(() => run.Withdrawal.WithdrawAsync(SubmissionRun.Job, 1, "cancelled", CancellationToken.None));
            await Task.WhenAll(submit, withdraw).WaitAsync(TimeSpan.FromSeconds(30));

            var record = await run.RecordAsync();
            Assert.Equal(record.State == SubmissionState.Accepted ? 1 : 0, run.Provider.Sends);
            Assert.Equal(record.State, (await submit).State);
            Assert.True(record.State is SubmissionState.Accepted or SubmissionState.Rejected, $"{record.State}");
        }
    }

    [Fact]
    public async Task Withdrawal_whose_answer_was_lost_is_found_done()
    {
        var run = await SubmissionRun.PreparedAsync();
        run.Blobs.After = operation => operation.Kind == BlobOperationKind.Upload ? throw new IOException() : ValueTask.CompletedTask;
        await Assert.ThrowsAsync<IOException>(() => run.Withdrawal.WithdrawAsync(SubmissionRun.Job, 1, "cancelled", CancellationToken.None));

        run.Blobs.After = null;
        var result = await run.Withdrawal.WithdrawAsync(SubmissionRun.Job, 1, "cancelled", CancellationToken.None);

        Assert.Equal((SubmissionState.Rejected, "cancelled"), (result.State, result.Code));
    }
}
