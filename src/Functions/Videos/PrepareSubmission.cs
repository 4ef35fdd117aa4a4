using Microsoft.Azure.Functions.Worker;
using VideoPipeline.Submissions;

namespace VideoPipeline.Functions.Videos;

/// <summary>Writes down that an attempt is about to be made, before anything can be sent.</summary>
public sealed class PrepareSubmission(SubmissionStore store, TimeProvider time)
{
    [Function(nameof(PrepareSubmission))]
    public async Task<PreparedSubmission> RunAsync([ActivityTrigger] PrepareSubmissionInput input, CancellationToken cancellationToken)
    {
        var (jobId, attempt, provider) = input.Attempt;
        var record = new SubmissionRecord(jobId, attempt, provider, SubmissionState.Prepared, time.GetUtcNow(), input.Quote);
        await store.PrepareAsync(record, cancellationToken);
        return new PreparedSubmission();
    }
}
