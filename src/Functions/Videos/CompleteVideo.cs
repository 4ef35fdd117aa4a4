using Microsoft.Azure.Functions.Worker;
using VideoPipeline.Jobs;

namespace VideoPipeline.Functions.Videos;

/// <summary>Writes the job's document and its line in the index.</summary>
public sealed class CompleteVideo(JobDocuments jobs, JobIndex index, TimeProvider time)
{
    [Function(nameof(CompleteVideo))]
    public async Task<VideoResult> RunAsync([ActivityTrigger] CompleteVideoInput input, CancellationToken cancellationToken)
    {
        var request = await jobs.RequireRequestAsync(input.JobId, cancellationToken);
        var end = new JobEnd(input.Status, input.Attempts, input.Error, input.FollowedUp, input.Superseded);
        var now = time.GetUtcNow();
        var (_, job) = await jobs.ChangeAsync(input.JobId, existing => JobMerge.Apply(existing, request, end, now), cancellationToken);
        await index.UpdateAsync(request, job.Status, job.Provider ?? request.Request.Provider, cancellationToken);
        return new VideoResult(job.Id, job.Status, job.Error?.Code, job.Provider, job.Usage?.AmountUsd);
    }
}
