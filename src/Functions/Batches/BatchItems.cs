using System.Runtime.CompilerServices;
using VideoPipeline.Batches;
using VideoPipeline.Jobs;
using VideoPipeline.Storage;

namespace VideoPipeline.Functions.Batches;

/// <summary>The items of a batch with what has become of each: manifest and results, read side by side, a thousand at a time.</summary>
public sealed class BatchItems(BatchManifest manifest, BatchResults results)
{
    /// <param name="from">The number of the first item.</param>
    public async IAsyncEnumerable<IReadOnlyList<ItemDocument>> ReadAsync(
        BatchView batch, int from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var header = batch.Header;
        var running = batch.Lanes.Select(lane => lane.Item).ToHashSet();
        for (var first = Math.Max(1, from); first <= header.Total;)
        {
            var thousand = first / BlobPaths.ResultsPerFolder;
            var last = Math.Min(header.Total, ((thousand + 1) * BlobPaths.ResultsPerFolder) - 1);

            // The results before the manifest and after the lanes: an item that ends meanwhile is shown as it was.
            var records = await results.ListAsync(header.Id, thousand, cancellationToken);
            var items = await manifest.ReadAsync(
                header, BatchManifest.BlockOf(header, first), BatchManifest.BlockOf(header, last) + 1, cancellationToken);
            yield return [.. items.Where(item => item.Number >= first && item.Number <= last).Select(item => ItemDocument.Of(
                item, records.GetValueOrDefault(item.Number), batch.State.Current, running.Contains(item.Number), header.Id))];
            first = last + 1;
        }
    }
}

/// <summary>An item as the API shows it.</summary>
/// <param name="Item">The item's own name.</param>
/// <param name="Id">Of its job; null when it never became one.</param>
public sealed record ItemDocument(
    int Number,
    string? Item,
    int Line,
    string? Id,
    JobStatus Status,
    string? Provider = null,
    decimal? QuotedUsd = null,
    decimal? AmountUsd = null,
    OutputFile? Video = null,
    OutputFile? Cover = null,
    JobError? Error = null,
    bool Late = false,
    IReadOnlyDictionary<string, string>? Metadata = null,
    DateTimeOffset? CompletedAt = null)
{
    public static ItemDocument Of(BatchItem item, BatchItemRecord? record, BatchWave wave, bool isRunning, string batch)
    {
        var metadata = item.Request.Metadata.Count == 0 ? null : item.Request.Metadata;
        if (isRunning)
        {
            return new ItemDocument(
                item.Number, item.Name, item.Line, BatchIds.Job(batch, item.Number, wave.Number), JobStatus.Running, QuotedUsd: item.QuotedUsd, Metadata: metadata);
        }

        if (record is null)
        {
            var status = wave.CompletedAt is null ? JobStatus.Queued : JobStatus.Cancelled;
            return new ItemDocument(item.Number, item.Name, item.Line, Id: null, status, QuotedUsd: item.QuotedUsd, Metadata: metadata);
        }

        return new ItemDocument(
            item.Number,
            item.Name,
            item.Line,
            record.Job,
            record.Status,
            record.Provider,
            item.QuotedUsd,
            record.AmountUsd,
            record.Video,
            record.Cover,
            record.Error,
            record.Late,
            metadata,
            record.CompletedAt);
    }
}
