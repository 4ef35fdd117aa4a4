using System.Text.Json;
using Azure;
using Azure.Storage.Blobs.Models;
using VideoPipeline.Storage;

namespace VideoPipeline.Batches;

/// <summary>Reads the items of a batch back, a block at a time.</summary>
public sealed class BatchManifest(BlobStore blobs)
{
    // A lane reads its block when it claims it and again for each of its items.
    private readonly RecentlyRead<IReadOnlyList<BatchItem>> _blocks = new(capacity: 512);

    /// <summary>The block that has the item.</summary>
    public static int BlockOf(BatchHeader header, int item)
    {
        var (low, high) = (0, header.Blocks.Count - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            (low, high) = header.Blocks[middle].First <= item ? (middle, high) : (low, middle - 1);
        }

        return low;
    }

    public async Task<BatchItem> ItemAsync(BatchHeader header, int item, CancellationToken cancellationToken)
    {
        var block = BlockOf(header, item);
        var items = await BlockAsync(header, block, cancellationToken);
        return items[item - header.Blocks[block].First];
    }

    public async Task<IReadOnlyList<BatchItem>> BlockAsync(BatchHeader header, int block, CancellationToken cancellationToken)
    {
        var key = $"{header.Id}/{block}";
        return _blocks.TryGet(key, out var known) ? known : _blocks.Add(key, await ReadAsync(header, block, block + 1, cancellationToken));
    }

    /// <summary>The items of several blocks, read in one go and not kept.</summary>
    public async Task<IReadOnlyList<BatchItem>> ReadAsync(
        BatchHeader header, int fromBlock, int untilBlock, CancellationToken cancellationToken)
    {
        var from = header.Blocks[fromBlock].Offset;
        var until = untilBlock < header.Blocks.Count ? header.Blocks[untilBlock].Offset : header.ManifestBytes;
        var options = new BlobDownloadOptions { Range = new HttpRange(from, until - from) };
        BlobDownloadStreamingResult answer = await blobs.Pipeline
            .GetBlobClient(BlobPaths.BatchManifest(header.Id)).DownloadStreamingAsync(options, cancellationToken);
        using var content = answer.Content;
        using var reader = new StreamReader(content);
        var items = new List<BatchItem>();
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            items.Add(JsonSerializer.Deserialize<BatchItem>(line, Json.Options)!);
        }

        return items;
    }
}
