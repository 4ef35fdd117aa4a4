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
        if (!await client.StartOnceAsync(GenerateVideoOrchestration.Name, run, input.JobId, cancellationToken)
            && !await RunsAlreadyAsync(input, client, cancellationToken))
        {
            throw new InvalidOperationException($"The run of {input.JobId} that parked the attempt has not ended yet.");
        }
    }

    // The run before may be in its last turn: then the answer must not be lost, and this activity comes again.
    private static async Task<bool> RunsAlreadyAsync(ResubmitVideoInput input, DurableTaskClient client, CancellationToken cancellationToken)
    {
        var instance = await client.GetInstanceAsync(input.JobId, getInputsAndOutputs: true, cancellationToken);
        return instance?.ReadInputAs<GenerateVideoInput>()?.Ended?.Any(attempt => attempt.Number == input.Ambiguous.Number) == true;
    }
}
