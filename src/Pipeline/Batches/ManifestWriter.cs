using System.Buffers;
using System.Text.Json;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using VideoPipeline.Storage;

namespace VideoPipeline.Batches;

/// <summary>Writes a manifest as its items are read, in uncommitted blocks: the blob comes into being when all of them were good.</summary>
public sealed class ManifestWriter(BlockBlobClient blob)
{
    private const int StageAt = 4 * 1024 * 1024;

    private readonly ArrayBufferWriter<byte> _buffer = new();
    private readonly List<string> _staged = [];
    private readonly List<long> _offsets = [];
    private readonly List<decimal> _quotes = [];
    private readonly SortedSet<string> _metadataKeys = new(StringComparer.Ordinal);
    private long _stagedBytes;

    /// <summary>How many items there are.</summary>
    public int Count => _offsets.Count;

    public long Bytes => _stagedBytes + _buffer.WrittenCount;

    /// <summary>The sum of what has a price.</summary>
    public decimal QuotedUsd => _quotes.Sum();

    /// <summary>Of all items, in order.</summary>
    public IReadOnlyList<string> MetadataKeys => [.. _metadataKeys];

    public async Task AddAsync(BatchItem item, CancellationToken cancellationToken)
    {
        _metadataKeys.UnionWith(item.Request.Metadata.Keys);
        _offsets.Add(Bytes);
        _quotes.Add(item.QuotedUsd ?? 0);
        using (var json = new Utf8JsonWriter(_buffer))
        {
            JsonSerializer.Serialize(json, item, Json.Options);
        }

        _buffer.Write("\n"u8);
        if (_buffer.WrittenCount >= StageAt)
        {
            await StageAsync(cancellationToken);
        }
    }

    /// <param name="lanes">How many take blocks at once.</param>
    public IReadOnlyList<BatchBlock> Blocks(int lanes) => [.. BatchBlocks.Divide(Count, lanes).Select(block =>
    {
        var (first, count) = block.GetOffsetAndLength(Count);
        return new BatchBlock(first + 1, count, _offsets[first], _quotes[block].Sum());
    })];

    public async Task CommitAsync(CancellationToken cancellationToken)
    {
        await StageAsync(cancellationToken);
        var options = new CommitBlockListOptions { HttpHeaders = new BlobHttpHeaders { ContentType = "application/x-ndjson" } };
        await blob.CommitBlockListAsync(_staged, options, cancellationToken);
    }

    private async Task StageAsync(CancellationToken cancellationToken)
    {
        if (_buffer.WrittenCount == 0)
        {
            return;
        }

        var id = Convert.ToBase64String(Guid.NewGuid().ToByteArray());
        using var content = new MemoryStream(_buffer.WrittenSpan.ToArray());
        await blob.StageBlockAsync(id, content, cancellationToken: cancellationToken);
        _staged.Add(id);
        _stagedBytes += _buffer.WrittenCount;
        _buffer.ResetWrittenCount();
    }
}
