using Azure;
using Microsoft.Extensions.Logging;
using VideoPipeline.Jobs;

namespace VideoPipeline.Functions.Videos;

/// <summary>
/// Moves a job's line of the index with its state. The steps write it, not the orchestration, so that it costs no call of its own;
/// the sweep repairs a line that could not be written.
/// </summary>
public sealed partial class JobListing(JobIndex index, JobDocuments jobs, ILogger<JobListing> logger)
{
    /// <summary>As <c>GET /api/videos/{id}</c> is about to show the job.</summary>
    public async Task MoveAsync(AttemptRef attempt, JobStatus status, CancellationToken cancellationToken)
    {
        if (attempt.Unlisted)
        {
            return;
        }

        try
        {
            if (await jobs.RequestAsync(attempt.JobId, cancellationToken) is { } request)
            {
                await index.UpdateAsync(request, status, attempt.Provider, cancellationToken);
            }
        }
        catch (RequestFailedException e)
        {
            // The step has done its work, which may have cost money: a listing is no reason to do it again.
            NotListed(attempt.JobId, status, e);
        }
    }

    [LoggerMessage(EventId = 1208, Level = LogLevel.Warning, Message = "The listing does not say yet that {JobId} is {Status}; the sweep repairs it.")]
    private partial void NotListed(string jobId, JobStatus status, Exception exception);
}
