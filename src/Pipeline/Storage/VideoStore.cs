using System.Security.Cryptography;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using VideoPipeline.Requests;
using VideoPipeline.Telemetry;

namespace VideoPipeline.Storage;

/// <summary>
/// Copies a result into the container <c>videos</c>: streamed in blocks of a few MB, checked (length, signature, boxes) before the
/// blob comes into being, and written once however often it runs. A copy that was cut off goes on where it stopped; its SHA-256 is
/// then read from what was stored, and a blob counts as stored when it has one.
/// </summary>
public sealed class VideoStore(BlobStore blobs, AssetDownload download)
{
    public const string Mp4 = "video/mp4";

    private const string Sha256Key = "sha256";

    // It comes after the video, within what is left of the function's time.
    private static readonly TimeSpan s_coverPatience = TimeSpan.FromMinutes(1);

    /// <summary>Copies a video. A blob that is already there is the answer, whatever the URL says now.</summary>
    public Task<StoreResult> StoreVideoAsync(
        string url, string blobName, IDictionary<string, string> metadata, CancellationToken cancellationToken) =>
        StoreAsync(url, blobName, metadata, VideoOf, resumes: true, cancellationToken);

    /// <summary>Copies a cover image. Nobody pays for a cover, so callers go on without one.</summary>
    public async Task<StoreResult> StoreCoverAsync(
        string url, string blobName, IDictionary<string, string> metadata, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(s_coverPatience);
        try
        {
            return await StoreAsync(url, blobName, metadata, CoverOf, resumes: false, patience.Token);
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
            var sha256 = found.Metadata.TryGetValue(Sha256Key, out var known) ? known : await ReadSha256Async(blob, found, cancellationToken);
            return new StoredBlob(Name(blobName), found.ContentLength, sha256, found.ContentType);
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
        bool resumes,
        CancellationToken cancellationToken)
    {
        using var staged = new StagedUpload(blobs.Videos.GetBlockBlobClient(blobName), resumes);
        var result = await download.ReadAsync(url, staged, cancellationToken);
        if (result.Code is not null)
        {
            return await StoredEarlierAsync(blobName, StoreResult.Refused(result.Code, result.Permanent), cancellationToken);
        }

        var media = mediaOf(staged);
        if (media.ContentType is not { } contentType)
        {
            return await StoredEarlierAsync(blobName, StoreResult.Refused(media.Fault!, permanent: false), cancellationToken);
        }

        var sha256 = staged.Sha256;
        if (sha256 is not null)
        {
            metadata = new Dictionary<string, string>(metadata) { [Sha256Key] = sha256 };
        }

        if (await staged.TryCommitAsync(contentType, metadata, cancellationToken))
        {
            PipelineMetrics.Copied(result.Bytes);
            if (sha256 is not null)
            {
                return StoreResult.Done(new StoredBlob(Name(blobName), result.Bytes, sha256, contentType));
            }
        }

        return await StoredEarlierAsync(blobName, StoreResult.Refused("storage_conflict", permanent: false), cancellationToken);
    }

    // Bytes that an earlier run has staged can be read only once they are a blob.
    private static async Task<string> ReadSha256Async(BlobClient blob, BlobProperties found, CancellationToken cancellationToken)
    {
        var unchanged = new BlobRequestConditions { IfMatch = found.ETag };
        using BlobDownloadStreamingResult content =
            await blob.DownloadStreamingAsync(new BlobDownloadOptions { Conditions = unchanged }, cancellationToken);
        var sha256 = Convert.ToHexStringLower(await SHA256.HashDataAsync(content.Content, cancellationToken));
        try
        {
            var metadata = new Dictionary<string, string>(found.Metadata) { [Sha256Key] = sha256 };
            await blob.SetMetadataAsync(metadata, unchanged, cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status == 412)
        {
            // Another run has written the same figure.
        }

        return sha256;
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
}

/// <summary>A blob that is there. <paramref name="Blob"/> is <c>container/name</c>.</summary>
public sealed record StoredBlob(string Blob, long Bytes, string Sha256, string ContentType);

/// <summary>What became of a copy: the blob, or why there is none.</summary>
public sealed record StoreResult(StoredBlob? Blob, string? Code, bool Permanent)
{
    public static StoreResult Done(StoredBlob blob) => new(blob, null, false);

    public static StoreResult Refused(string code, bool permanent) => new(null, code, permanent);
}
