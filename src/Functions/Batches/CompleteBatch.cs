using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using VideoPipeline.Batches;
using VideoPipeline.Functions.Events;
using VideoPipeline.Jobs;

namespace VideoPipeline.Functions.Batches;

/// <summary>Writes down that a wave has ended. What no lane took, because the batch was cancelled, is cancelled.</summary>
public sealed partial class CompleteBatch(BatchStates states, BatchCancels cancels, EventBus events, ILogger<CompleteBatch> logger)
{
    [Function(nameof(CompleteBatch))]
    public async Task<CompletedBatch> RunAsync([ActivityTrigger] CompleteBatchInput input, CancellationToken cancellationToken)
    {
        var header = await states.RequireHeaderAsync(input.Batch, cancellationToken);
        var state = await states.ReadAsync(input.Batch, cancellationToken);
        var untouched = state.Waves[input.Wave].Total - input.Tally.Done;
        var tally = untouched > 0 ? input.Tally.Add(JobStatus.Cancelled, 0, untouched) : input.Tally;
        var cancelled = await cancels.IsRequestedAsync(input.Batch, cancellationToken);
        await states.EndAsync(input.Batch, input.Wave, tally, cancelled, cancellationToken);
        Ended(input.Batch, input.Wave, tally.Succeeded, tally.Failed, tally.Cancelled, tally.Ambiguous + tally.TimedOut, tally.BilledUsd);
        return new CompletedBatch(events.IsConfigured, header.WebhookUrl is not null);
    }

    [LoggerMessage(EventId = 1702, Level = LogLevel.Information,
        Message = "{BatchId} (wave {Wave}) has ended: {Succeeded} succeeded, {Failed} failed, {Cancelled} cancelled, {Parked} parked; {BilledUsd} USD.")]
    private partial void Ended(string batchId, int wave, int succeeded, int failed, int cancelled, int parked, decimal billedUsd);
}
