using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using VideoPipeline.Batches;
using VideoPipeline.Functions.Batches;

namespace VideoPipeline.Functions.Housekeeping;

/// <summary>
/// Every few minutes: finds batches whose orchestration has failed or was terminated, and brings them to their end. Its items that were
/// submitted go on by themselves; the others have failed, and can be retried.
/// </summary>
public sealed partial class SweepBatches(BatchStates states, BatchRemains remains, ILogger<SweepBatches> logger)
{
    [Function(nameof(SweepBatches))]
    public async Task RunAsync(
        [TimerTrigger(Schedules.SweepBatches)] TimerInfo timer,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        await SweepAsync(client, cancellationToken);
    }

    /// <returns>How many batches were brought to their end.</returns>
    internal async Task<int> SweepAsync(DurableTaskClient client, CancellationToken cancellationToken)
    {
        var ended = 0;
        var broken = new OrchestrationQuery(
            Statuses: [OrchestrationRuntimeStatus.Failed, OrchestrationRuntimeStatus.Terminated], InstanceIdPrefix: BatchIds.Prefix);
        await foreach (var instance in client.GetAllInstancesAsync(broken).WithCancellation(cancellationToken))
        {
            try
            {
                ended += BatchIds.WaveOf(instance.InstanceId) is { } wave && await EndAsync(wave, client, cancellationToken) ? 1 : 0;
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // One that cannot be read holds up no other.
                NotEnded(instance.InstanceId, e);
            }
        }

        return ended;
    }

    private async Task<bool> EndAsync(BatchWaveRef wave, DurableTaskClient client, CancellationToken cancellationToken)
    {
        var header = await states.RequireHeaderAsync(wave.Batch, cancellationToken);
        var state = await states.ReadAsync(wave.Batch, cancellationToken);
        if (state.Waves[wave.Wave] is { CompletedAt: not null } || await client.AnyPartRunsAsync(wave, cancellationToken))
        {
            return false;
        }

        var tally = await remains.CountAsync(header, wave.Wave, cancellationToken);
        Ending(wave.Batch, wave.Wave, tally.Failed);
        await client.StartOnceAsync(
            GenerateBatchOrchestration.Name,
            new GenerateBatchInput(wave.Batch, wave.Wave, Lanes: 0, state.Waves[wave.Wave].StartedAt, Tally: tally),
            BatchIds.Root(wave.Batch, wave.Wave),
            cancellationToken);
        return true;
    }

    [LoggerMessage(EventId = 1404, Level = LogLevel.Error, Message = "The orchestration of {BatchId} (wave {Wave}) broke off: it is ended with {Failed} failed items, which can be retried.")]
    private partial void Ending(string batchId, int wave, int failed);

    [LoggerMessage(EventId = 1405, Level = LogLevel.Error, Message = "The sweep cannot end {Instance}; the next one tries again.")]
    private partial void NotEnded(string instance, Exception exception);
}
