using Microsoft.Azure.Functions.Worker;
using VideoPipeline.Submissions;

namespace VideoPipeline.Functions.Videos;

/// <summary>Gives up an attempt that was never sent, so that nothing can send it any more.</summary>
public sealed class WithdrawSubmission(SubmissionWithdrawal withdrawal)
{
    [Function(nameof(WithdrawSubmission))]
    public Task<SubmissionResult> RunAsync([ActivityTrigger] WithdrawSubmissionInput input, CancellationToken cancellationToken) =>
        withdrawal.WithdrawAsync(input.Attempt.JobId, input.Attempt.Attempt, input.Code, cancellationToken);
}
