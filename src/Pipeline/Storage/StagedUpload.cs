using System.Security.Cryptography;
using Azure;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace VideoPipeline.Storage;

/// <summary>
/// Bytes on their way into one block blob, in memory until they are more than a block. Blocks that a run has staged stay at the
/// service when it ends early (a week), and the next run goes on after them.
/// </summary>
internal sealed class StagedUpload(BlockBlobClient blob, bool resumes) : IAssetSink, IDisposable
{
    private const int BlockSize = 4 * 1024 * 1024;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly List<string> _blocks = [];
    private readonly PooledBuffer _block = new();
    private readonly long _run = BitConverter.ToInt64(RandomNumberGenerator.GetBytes(sizeof(long)));
    private string _asset = CopyBlockId.AssetOf(null);
    private long _staged;
    private byte[] _start = [];
    private bool _isUploading;

    public ReadOnlyMemory<byte> Start => _start;

    public Mp4Boxes Boxes { get; private set; } = new();

    /// <summary>The first blocks are an earlier run's, whose bytes this one has not seen.</summary>
    public bool IsResumed { get; private set; }

    /// <summary>Null when some of the bytes went by in an earlier run.</summary>
    public string? Sha256 => IsResumed ? null : Convert.ToHexStringLower(_hash.GetCurrentHash());

    public async ValueTask<long> ResumeAtAsync(AssetVersion asset, CancellationToken cancellationToken)
    {
        if (!resumes || asset.Length <= BlockSize)
        {
            return 0;
        }

        _asset = CopyBlockId.AssetOf(asset);
        foreach (var (name, id, size) in await StagedEarlierAsync(cancellationToken))
        {
            if (id.Start == _staged && _staged + size <= asset.Length)
            {
                _blocks.Add(name);
                _staged += size;
                (_start, Boxes, IsResumed) = (id.Opening, Mp4Boxes.Restore(id.Boxes), true);
            }
        }

        return _staged;
    }

    public void StartAgain()
    {
        _blocks.Clear();
        _staged = 0;
        (_start, Boxes, IsResumed) = ([], new Mp4Boxes(), false);
    }

    public async ValueTask AppendAsync(ReadOnlyMemory<byte> chunk, CancellationToken cancellationToken)
    {
        _hash.AppendData(chunk.Span);
        Boxes.Append(chunk.Span);
        if (_start.Length < CopyBlockId.OpeningLength)
        {
            _start = [.. _start, .. chunk.Span[..Math.Min(CopyBlockId.OpeningLength - _start.Length, chunk.Length)]];
        }

        _block.Write(chunk.Span);
        if (_block.Length >= BlockSize)
        {
            await StageAsync(cancellationToken);
        }
    }

    /// <summary>The blob appears whole or not at all; false when one is there already.</summary>
    public async Task<bool> TryCommitAsync(
        string contentType, IDictionary<string, string> metadata, CancellationToken cancellationToken)
    {
        var headers = new BlobHttpHeaders { ContentType = contentType };
        var onlyNew = new BlobRequestConditions { IfNoneMatch = ETag.All };
        try
        {
            if (_blocks.Count == 0)
            {
                var upload = new BlobUploadOptions { HttpHeaders = headers, Metadata = metadata, Conditions = onlyNew };
                await SendAsync(block => blob.UploadAsync(block, upload, cancellationToken));
                return true;
            }

            await StageAsync(cancellationToken);
            var commit = new CommitBlockListOptions { HttpHeaders = headers, Metadata = metadata, Conditions = onlyNew };
            await blob.CommitBlockListAsync(_blocks, commit, cancellationToken);
            return true;
        }
        catch (RequestFailedException e) when (e.Status is 409 or 412 || e.ErrorCode == "InvalidBlockList")
        {
            // Somebody has committed meanwhile: the blob is there, and the blocks of all others are gone.
            return false;
        }
    }

    public void Dispose()
    {
        _hash.Dispose();
        if (!_isUploading)
        {
            _block.Dispose();
        }
    }

    // In the order of their beginnings; of two with the same one, the longer first.
    private async Task<IEnumerable<(string Name, CopyBlockId Id, long Size)>> StagedEarlierAsync(CancellationToken cancellationToken)
    {
        try
        {
            BlockList list = await blob.GetBlockListAsync(BlockListTypes.Uncommitted, cancellationToken: cancellationToken);
            return
                from block in list.UncommittedBlocks
                let id = CopyBlockId.Decode(block.Name)
                where id is not null && id.Asset == _asset
                orderby id.Start, block.SizeLong descending
                select (block.Name, id, block.SizeLong);
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return [];
        }
    }

    private async Task StageAsync(CancellationToken cancellationToken)
    {
        if (_block.Length == 0)
        {
            return;
        }

        var boxes = new byte[Mp4Boxes.SavedLength];
        Boxes.Save(boxes);
        var id = new CopyBlockId(_asset, _staged, _start, boxes).Encode(_run);
        await SendAsync(block => blob.StageBlockAsync(id, block, cancellationToken: cancellationToken));
        _blocks.Add(id);
        _staged += _block.Length;
        _block.Clear();
    }

    // An upload that was given up may still read its bytes: their memory is nobody else's then.
    private async Task SendAsync<T>(Func<Stream, Task<T>> send)
    {
        _isUploading = true;
        using var block = _block.ToStream();
        await send(block);
        _isUploading = false;
    }
}
