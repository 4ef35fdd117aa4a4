using System.Security.Cryptography;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using VideoPipeline.Requests;
using VideoPipeline.Telemetry;

namespace VideoPipeline.Storage;

/// <summary>
/// Copies a result into the container <c>videos</c>: streamed in blocks of a few MB, checked (length, signature, SHA-256) before
/// the blob comes into being, and written once however often it runs.
/// </summary>
public sealed class VideoStore(BlobStore blobs, AssetDownload download)
{
    public const string Mp4 = "video/mp4";

    // It comes after the video, within what is left of the function's time.
    private static readonly TimeSpan s_coverPatience = TimeSpan.FromMinutes(1);

    /// <summary>Copies a video. A blob that is already there is the answer, whatever the URL says now.</summary>
    public Task<StoreResult> StoreVideoAsync(
        string url, string blobName, IDictionary<string, string> metadata, CancellationToken cancellationToken) =>
        StoreAsync(url, blobName, metadata, VideoOf, cancellationToken);

    /// <summary>Copies a cover image. Nobody pays for a cover, so callers go on without one.</summary>
    public async Task<StoreResult> StoreCoverAsync(
        string url, string blobName, IDictionary<string, string> metadata, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(s_coverPatience);
        try
        {
            return await StoreAsync(url, blobName, metadata, CoverOf, patience.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return StoreResult.Refused("too_slow", permanent: false);
        }
    }

    /// <summary>What an earlier run stored under this name, or null.</summary>
    public async Task<StoredBlob?> FindAsync(string blobName, CancellationToken cancellationToken)
    {
        try
        {
            var blob = blobs.Videos.GetBlobClient(blobName);
            BlobProperties found = await blob.GetPropertiesAsync(cancellationToken: cancellationToken);
            return new StoredBlob(Name(blobName), found.ContentLength, found.Metadata["sha256"], found.ContentType);
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return null;
        }
    }

    private async Task<StoreResult> StoreAsync(
        string url,
        string blobName,
        IDictionary<string, string> metadata,
        Func<StagedUpload, Media> mediaOf,
        CancellationToken cancellationToken)
    {
        using var staged = new StagedUpload(blobs.Videos.GetBlockBlobClient(blobName));
        var result = await download.ReadAsync(url, staged.AppendAsync, cancellationToken);
        if (result.Code is not null)
        {
            return await StoredEarlierAsync(blobName, StoreResult.Refused(result.Code, result.Permanent), cancellationToken);
        }

        var media = mediaOf(staged);
        if (media.ContentType is not { } contentType)
        {
            return await StoredEarlierAsync(blobName, StoreResult.Refused(media.Fault!, permanent: false), cancellationToken);
        }

        var stored = new StoredBlob(Name(blobName), result.Bytes, staged.Sha256(), contentType);
        var written = await staged.TryCommitAsync(
            contentType, new Dictionary<string, string>(metadata) { ["sha256"] = stored.Sha256 }, cancellationToken);
        if (written)
        {
            PipelineMetrics.Copied(result.Bytes);
            return StoreResult.Done(stored);
        }

        return await StoredEarlierAsync(blobName, StoreResult.Refused("storage_conflict", permanent: false), cancellationToken);
    }

    // A run that died after its last write has stored the video; by now its URL may have expired.
    private async Task<StoreResult> StoredEarlierAsync(string blobName, StoreResult otherwise, CancellationToken cancellationToken) =>
        await FindAsync(blobName, cancellationToken) is { } found ? StoreResult.Done(found) : otherwise;

    private static Media VideoOf(StagedUpload staged)
    {
        if (!Mp4Signature.Matches(staged.Start.Span))
        {
            return new Media(null, "not_media");
        }

        return staged.Boxes.IsWhole ? new Media(Mp4, null) : new Media(null, "truncated");
    }

    private static Media CoverOf(StagedUpload staged) =>
        ImageSignature.ContentTypeOf(staged.Start.Span) is { } contentType ? new Media(contentType, null) : new Media(null, "not_media");

    private static string Name(string blobName) => $"{BlobStore.VideosContainer}/{blobName}";

    // What the bytes are, or why they are not what was paid for.
    private readonly record struct Media(string? ContentType, string? Fault);

    /// <summary>Bytes on their way into one block blob, in memory until they are more than a block.</summary>
    private sealed class StagedUpload(BlockBlobClient blob) : IDisposable
    {
        private const int BlockSize = 4 * 1024 * 1024;

        private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        private readonly List<string> _blocks = [];
        private readonly PooledBuffer _block = new();
        private byte[] _start = [];
        private bool _isUploading;

        public ReadOnlyMemory<byte> Start => _start;

        public Mp4Boxes Boxes { get; } = new();

        public async ValueTask AppendAsync(ReadOnlyMemory<byte> chunk, CancellationToken cancellationToken)
        {
            _hash.AppendData(chunk.Span);
            Boxes.Append(chunk.Span);
            if (_start.Length < 16)
            {
                _start = [.. _start, .. chunk.Span[..Math.Min(16, chunk.Length)]];
            }

            _block.Write(chunk.Span);
            if (_block.Length >= BlockSize)
            {
                await StageAsync(cancellationToken);
            }
        }

        public string Sha256() => Convert.ToHexStringLower(_hash.GetCurrentHash());

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
            catch (RequestFailedException e) when (e.Status is 409 or 412)
            {
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

        private async Task StageAsync(CancellationToken cancellationToken)
        {
            if (_block.Length == 0)
            {
                return;
            }

            // Block ids are unique to this run, so that two copies of one activity never mix their uncommitted blocks.
            var id = Convert.ToBase64String(Guid.NewGuid().ToByteArray());
            await SendAsync(block => blob.StageBlockAsync(id, block, cancellationToken: cancellationToken));
            _blocks.Add(id);
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
}

/// <summary>A blob that is there. <paramref name="Blob"/> is <c>container/name</c>.</summary>
public sealed record StoredBlob(string Blob, long Bytes, string Sha256, string ContentType);

/// <summary>What became of a copy: the blob, or why there is none.</summary>
public sealed record StoreResult(StoredBlob? Blob, string? Code, bool Permanent)
{
    public static StoreResult Done(StoredBlob blob) => new(blob, null, false);

    public static StoreResult Refused(string code, bool permanent) => new(null, code, permanent);
}
