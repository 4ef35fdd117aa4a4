using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using VideoPipeline.Jobs;

namespace VideoPipeline.Functions.Videos;

/// <summary>
/// Starts the next attempt of a parked job, because an operator said so. Called again, by a retry or by a follow-up that the sweep
/// has started anew, it asks for the very same attempt, which is sent once.
/// </summary>
public sealed class ResubmitVideo(JobDocuments jobs)
{
    [Function(nameof(ResubmitVideo))]
    public async Task RunAsync(
        [ActivityTrigger] ResubmitVideoInput input, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        var job = await jobs.FindAsync(input.JobId, cancellationToken)
            ?? throw new InvalidOperationException($"Job {input.JobId} is parked but has no document.");
        var earlier = (job.Attempts ?? []).Where(attempt => attempt.Number < input.Ambiguous.Number);
        var run = new GenerateVideoInput(input.JobId, Ended: [.. earlier, input.Ambiguous]);
        await client.StartOnceAsync(GenerateVideoOrchestration.Name, run, input.JobId, cancellationToken);
    }
}
