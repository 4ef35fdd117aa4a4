using Microsoft.DurableTask.Client;
using VideoPipeline.Batches;

namespace VideoPipeline.Functions.Batches;

/// <summary>Which instances of a wave run.</summary>
internal static class BatchInstances
{
    /// <summary>Whether lanes or groups run. A root that is terminated leaves them running; they take the rest of the items.</summary>
    public static async Task<bool> AnyPartRunsAsync(this DurableTaskClient client, BatchWaveRef wave, CancellationToken cancellationToken)
    {
        foreach (var prefix in (string[])[BatchIds.LanePrefix(wave.Batch, wave.Wave), BatchIds.GroupPrefix(wave.Batch, wave.Wave)])
        {
            var running = new OrchestrationQuery(
                Statuses: [OrchestrationRuntimeStatus.Running, OrchestrationRuntimeStatus.Pending], InstanceIdPrefix: prefix);
            await foreach (var _ in client.GetAllInstancesAsync(running).WithCancellation(cancellationToken))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Whether a lane may still call the item's job. Nobody else may start it then, because the call would meet a running instance and
    /// never be answered. What has been recorded, the lane has done with.
    /// </summary>
    public static async Task<bool> MayBeCalledAsync(
        this DurableTaskClient client, BatchItemRef item, BatchResults results, CancellationToken cancellationToken)
    {
        var root = await client.GetInstanceAsync(BatchIds.Root(item.Batch, item.Wave), cancellationToken);
        return (root is { IsCompleted: false } || await client.AnyPartRunsAsync(new BatchWaveRef(item.Batch, item.Wave), cancellationToken))
            && await results.FindAsync(item, cancellationToken) is null;
    }
}
