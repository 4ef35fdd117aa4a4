using VideoPipeline.Resellers;

namespace VideoPipeline.Submissions;

/// <summary>Takes back an attempt that has not been sent. One that may have been sent is left as it is.</summary>
public sealed class SubmissionWithdrawal(SubmissionStore store)
{
    public async Task<SubmissionResult> WithdrawAsync(string job, int attempt, string code, CancellationToken cancellationToken, string? message = null)
    {
        while (true)
        {
            var read = await store.ReadAsync(job, attempt, cancellationToken)
                ?? throw new InvalidOperationException($"Attempt {attempt} of {job} was never prepared.");
            if (read.Value.State != SubmissionState.Prepared)
            {
                return SubmissionResult.From(read.Value);
            }

            var failure = new ProviderFailure(
                read.Value.Provider, code, message ?? read.Value.Failure?.Message ?? "Nothing was sent.", Acceptance.NotAccepted);
            var withdrawn = read.Value with { State = SubmissionState.Rejected, RetryAt = null, Failure = failure };
            if (await store.TryReplaceAsync(read, withdrawn, cancellationToken) is not null)
            {
                return SubmissionResult.From(withdrawn);
            }
        }
    }
}
