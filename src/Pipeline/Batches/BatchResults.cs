using System.Text.Json;
using VideoPipeline.Storage;

namespace VideoPipeline.Batches;

/// <summary>One small record per item. It is repeated as blob metadata, so that a listing tells all without reading a body.</summary>
public sealed class BatchResults(BlobStore blobs, BatchStates states)
{
    private const string Metadata = "record";

    /// <summary>Writes news about an item, and into the batch's state what its lane no longer can.</summary>
    /// <returns>What stands.</returns>
    public async Task<BatchItemRecord> RecordAsync(string batch, BatchItemRecord news, CancellationToken cancellationToken)
    {
        var standing = await WriteAsync(BlobPaths.BatchResult(batch, news.Item), news, cancellationToken);
        if (standing is { Job: { } job, Move: { } move })
        {
            await states.MoveAsync(batch, job, move, cancellationToken);
        }

        return standing;
    }

    /// <summary>What stands of the very run of an item; null when nothing has been recorded of it.</summary>
    public async Task<BatchItemRecord?> FindAsync(BatchItemRef item, CancellationToken cancellationToken) =>
        (await blobs.ReadAsync<BatchItemRecord>(BlobPaths.BatchResult(item.Batch, item.Item), cancellationToken))?.Value is { } record && record.Wave == item.Wave
            ? record
            : null;

    /// <summary>The records of the items from <c>1000 × thousand</c> on, in their order.</summary>
    public async Task<IReadOnlyDictionary<int, BatchItemRecord>> ListAsync(string batch, int thousand, CancellationToken cancellationToken)
    {
        var records = new Dictionary<int, BatchItemRecord>();
        await foreach (var blob in blobs.ListAsync(BlobPaths.BatchResults(batch, thousand), cancellationToken))
        {
            if (blob.Metadata is { } metadata && metadata.TryGetValue(Metadata, out var text))
            {
                var record = JsonSerializer.Deserialize<BatchItemRecord>(Convert.FromBase64String(text), Json.Options)!;
                records[record.Item] = record;
            }
        }

        return records;
    }

    private async Task<BatchItemRecord> WriteAsync(string name, BatchItemRecord news, CancellationToken cancellationToken)
    {
        // Nearly always these are the first news of an item, so the first write is tried without reading.
        var first = BatchItemRecord.Merge(null, news);
        if (await blobs.TryCreateAsync(name, first, cancellationToken, MetadataOf(first)))
        {
            return first;
        }

        while (true)
        {
            var read = await blobs.ReadAsync<BatchItemRecord>(name, cancellationToken)
                ?? throw new InvalidOperationException($"{name} has gone between two calls.");
            var merged = BatchItemRecord.Merge(read.Value, news);
            if (merged == read.Value
                || await blobs.TryReplaceAsync(name, merged, read.Version, cancellationToken, MetadataOf(merged)) is not null)
            {
                return merged;
            }
        }
    }

    // Metadata is header text: base64, because names and messages are anybody's.
    private static Dictionary<string, string> MetadataOf(BatchItemRecord record) =>
        new() { [Metadata] = Convert.ToBase64String(JsonSerializer.SerializeToUtf8Bytes(record, Json.Options)) };
}
