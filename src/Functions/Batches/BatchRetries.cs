using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using VideoPipeline.Batches;
using VideoPipeline.Jobs;
using VideoPipeline.Requests;
using VideoPipeline.Storage;

namespace VideoPipeline.Functions.Batches;

/// <summary>
/// Starts the next wave of a batch: the items that failed for good, as jobs of their own. Which items these are is written once, so
/// that two callers start one wave.
/// </summary>
public sealed partial class BatchRetries(
    BatchStates states, BatchResults results, BatchManifest manifest, TimeProvider time, ILogger<BatchRetries> logger)
{
    public async Task<BatchRetry> StartAsync(BatchView batch, DurableTaskClient client, CancellationToken cancellationToken)
    {
        var (header, state) = (batch.Header, batch.State);
        if (state.Current is { CompletedAt: null, Number: var running })
        {
            // Another caller's retry is this one's too.
            return running == 0
                ? new BatchRetry(new Problem(409, "batch_running", "The batch still runs; what fails can be retried when it has ended."))
                : await RunAsync(header, state, [], client, cancellationToken);
        }

        if (state.Waves.Any(wave => wave.Cancelled))
        {
            return new BatchRetry(new Problem(409, "batch_cancelled", "The batch was cancelled; its items are not run again."));
        }

        var (failed, parked) = await SelectAsync(header, cancellationToken);
        if (failed.Count == 0)
        {
            return new BatchRetry(new Problem(409, "nothing_to_retry", "No item has failed for good.", [.. parked.Select(FieldErrorOf)]));
        }

        var quotes = new List<decimal>(failed.Count);
        foreach (var item in failed)
        {
            quotes.Add(header.MaxCostUsd is null ? 0 : (await manifest.ItemAsync(header, item, cancellationToken)).QuotedUsd ?? 0);
        }

        var after = await states.RetryAsync(
            header.Id, state.Waves.Count, new BatchWaveItems(failed, quotes, time.GetUtcNow()), cancellationToken);
        Retrying(header.Id, after.Current.Number, after.Current.Total, parked.Count);
        return await RunAsync(header, after, parked, client, cancellationToken);
    }

    private static async Task<BatchRetry> RunAsync(
        BatchHeader header, BatchState state, List<ParkedItem> parked, DurableTaskClient client, CancellationToken cancellationToken)
    {
        var wave = state.Current;
        if (wave.CompletedAt is null)
        {
            var input = new GenerateBatchInput(header.Id, wave.Number, Math.Min(header.MaxConcurrency, wave.Total), wave.StartedAt);
            await client.StartUnlessKnownAsync(GenerateBatchOrchestration.Name, input, BatchIds.Root(header.Id, wave.Number), cancellationToken);
        }

        return new BatchRetry(null, wave.Total, parked.Count == 0 ? null : parked);
    }

    private async Task<(List<int> Failed, List<ParkedItem> Parked)> SelectAsync(BatchHeader header, CancellationToken cancellationToken)
    {
        var failed = new List<int>();
        var parked = new List<ParkedItem>();
        for (var thousand = 0; thousand <= header.Total / BlobPaths.ResultsPerFolder; thousand++)
        {
            var records = await results.ListAsync(header.Id, thousand, cancellationToken);
            foreach (var record in records.Values.OrderBy(record => record.Item))
            {
                if (record.Status == JobStatus.Failed)
                {
                    failed.Add(record.Item);
                }
                else if (record.Status.IsParked)
                {
                    parked.Add(ParkedItem.Of(record));
                }
            }
        }

        return (failed, parked);
    }

    [LoggerMessage(EventId = 1704, Level = LogLevel.Information, Message = "{BatchId} runs {Items} items again (wave {Wave}); {Parked} parked ones are left alone.")]
    private partial void Retrying(string batchId, int wave, int items, int parked);

    private static FieldError FieldErrorOf(ParkedItem item) =>
        new($"items[{item.Number}]", $"item_{Json.Name(item.Status)}", item.Reason);
}

/// <summary>What became of a retry.</summary>
/// <param name="Retried">How many items run again.</param>
/// <param name="Refused">Items that are parked.</param>
public sealed record BatchRetry(Problem? Problem, int Retried = 0, IReadOnlyList<ParkedItem>? Refused = null);

/// <summary>An item that is not run again, and why.</summary>
public sealed record ParkedItem(int Number, string? Id, JobStatus Status, string Reason)
{
    public static ParkedItem Of(BatchItemRecord record) => new(record.Item, record.Job, record.Status, record.Status switch
    {
        JobStatus.Ambiguous => "Nobody can tell yet whether the provider took it; resolve the job first.",
        JobStatus.TimedOut => "The provider still has it, and it is followed; it may yet succeed.",
        _ => "It was cancelled.",
    });
}
