using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using VideoPipeline.Batches;
using VideoPipeline.Storage;

namespace VideoPipeline.Functions.Housekeeping;

/// <summary>Once a day: histories and inline inputs that are past their retention.</summary>
public sealed partial class PurgeInstances(
    BatchStates batches, BlobStore blobs, IOptions<RetentionOptions> options, TimeProvider time, ILogger<PurgeInstances> logger)
{
    // Together below the functionTimeout; what is left then is the next day's.
    private const int MostRounds = 8;

    private static readonly TimeSpan s_round = TimeSpan.FromSeconds(30);

    [Function(nameof(PurgeInstances))]
    public async Task RunAsync(
        [TimerTrigger(Schedules.Purge)] TimerInfo timer,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        // Failed and terminated ones stay until the sweep has seen to their money; then what it started in their place completes.
        var before = time.GetUtcNow() - options.Value.Instances;
        var completed = new PurgeInstancesFilter(CreatedTo: before, Statuses: [OrchestrationRuntimeStatus.Completed]) { Timeout = s_round };
        var purged = await PurgeAllAsync(completed, client, cancellationToken);
        var parts = await PurgeBrokenPartsAsync(before, client, cancellationToken);
        var inputs = options.Value.Requests is { } retention ? await DeleteInputsAsync(retention, cancellationToken) : 0;
        Purged(purged + parts, inputs);
    }

    // In rounds of which each ends in time: a purge that outlives its call would go on unseen, or end with the worker.
    private static async Task<int> PurgeAllAsync(PurgeInstancesFilter filter, DurableTaskClient client, CancellationToken cancellationToken)
    {
        var purged = 0;
        for (var round = 0; round < MostRounds; round++)
        {
            var result = await client.PurgeAllInstancesAsync(filter, cancellation: cancellationToken);
            purged += result.PurgedInstanceCount;
            if (result.IsComplete is not false)
            {
                break;
            }
        }

        return purged;
    }

    // Nobody starts a lane or a group again that has failed or was terminated: once its wave has ended, nothing needs it.
    private async Task<int> PurgeBrokenPartsAsync(DateTimeOffset before, DurableTaskClient client, CancellationToken cancellationToken)
    {
        var (purged, waves) = (0, new Dictionary<BatchWaveRef, bool>());
        var broken = new OrchestrationQuery(
            CreatedTo: before,
            Statuses: [OrchestrationRuntimeStatus.Failed, OrchestrationRuntimeStatus.Terminated],
            InstanceIdPrefix: BatchIds.Prefix);
        await foreach (var instance in client.GetAllInstancesAsync(broken).WithCancellation(cancellationToken))
        {
            if (BatchIds.WaveOfPart(instance.InstanceId) is not { } wave)
            {
                continue;
            }

            if (!waves.TryGetValue(wave, out var isOver))
            {
                waves.Add(wave, isOver = await IsOverAsync(wave, cancellationToken));
            }

            if (isOver)
            {
                await client.PurgeInstanceAsync(instance.InstanceId, cancellationToken);
                purged++;
            }
        }

        return purged;
    }

    // Also when somebody has deleted the batch.
    private async Task<bool> IsOverAsync(BatchWaveRef wave, CancellationToken cancellationToken) =>
        await batches.FindAsync(wave.Batch, cancellationToken) is not { } state || state.Waves[wave.Wave] is { CompletedAt: not null };

    private async Task<int> DeleteInputsAsync(TimeSpan retention, CancellationToken cancellationToken)
    {
        var deleted = 0;
        await foreach (var blob in blobs.ListAsync("inputs/", cancellationToken))
        {
            if (blob.Properties.CreatedOn < time.GetUtcNow() - retention)
            {
                await blobs.DeleteAsync(blob.Name, cancellationToken);
                deleted++;
            }
        }

        return deleted;
    }

    [LoggerMessage(EventId = 1402, Level = LogLevel.Information, Message = "Purged {Instances} finished instances and {Inputs} inline inputs.")]
    private partial void Purged(int instances, int inputs);
}
