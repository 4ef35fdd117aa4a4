using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using VideoPipeline.Jobs;

namespace VideoPipeline.Functions.Videos;

/// <summary>Starts the next attempt of a parked job, because an operator said so.</summary>
public sealed class ResubmitVideo(JobDocuments jobs)
{
    [Function(nameof(ResubmitVideo))]
    public async Task RunAsync(
        [ActivityTrigger] string jobId, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        var job = await jobs.FindAsync(jobId, cancellationToken)
            ?? throw new InvalidOperationException($"Job {jobId} is parked but has no document.");
        var input = new GenerateVideoInput(jobId, Ended: job.Attempts);
        await client.StartOnceAsync(GenerateVideoOrchestration.Name, input, jobId, cancellationToken);
    }
}
