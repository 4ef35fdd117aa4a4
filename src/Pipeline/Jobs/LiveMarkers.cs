using Azure.Storage.Blobs.Models;
using VideoPipeline.Storage;

namespace VideoPipeline.Jobs;

/// <summary>
/// Names under <c>live/</c> for what is not over however long ago it began: one short listing finds it, where the index would have to be
/// read to its end. A job that never was ambiguous costs no operation.
/// </summary>
public sealed class LiveMarkers(BlobStore blobs)
{
    private const string ToldAmbiguous = "video.ambiguous";
    private const string Provider = "provider";

    public Task BatchRunsAsync(string batch, CancellationToken cancellationToken) =>
        blobs.PutAsync(BlobPaths.LiveBatch(batch), new LiveMarker(), cancellationToken);

    public Task BatchEndedAsync(string batch, CancellationToken cancellationToken) =>
        blobs.DeleteAsync(BlobPaths.LiveBatch(batch), cancellationToken);

    /// <summary>As the job's document stands; whoever writes it again does the same again.</summary>
    public async Task MarkAsync(JobDocument job, CancellationToken cancellationToken)
    {
        if (job.Status == JobStatus.Ambiguous)
        {
            var metadata = job.Provider is { } provider ? new Dictionary<string, string> { [Provider] = provider } : null;
            await blobs.TryCreateAsync(BlobPaths.LiveAmbiguous(job.Id), new LiveMarker(), cancellationToken, metadata);
        }
        else if (job.Announced?.Any(told => told.Type == ToldAmbiguous) == true)
        {
            await blobs.DeleteAsync(BlobPaths.LiveAmbiguous(job.Id), cancellationToken);
        }
    }

    /// <summary>As many as one call to storage gives.</summary>
    public async Task<LiveNow> ListAsync(CancellationToken cancellationToken)
    {
        var (markers, next) = await blobs.PageAsync(BlobPaths.LivePrefix, cancellationToken);
        return new LiveNow(
            [.. Under(markers, BlobPaths.LiveBatchPrefix).Select(marker => marker.Name[BlobPaths.LiveBatchPrefix.Length..])],
            [.. Under(markers, BlobPaths.LiveAmbiguousPrefix).Select(Waiting)],
            IsWhole: next is null);
    }

    private static IEnumerable<BlobItem> Under(IEnumerable<BlobItem> markers, string prefix) =>
        markers.Where(marker => marker.Name.StartsWith(prefix, StringComparison.Ordinal));

    private static WaitingJob Waiting(BlobItem marker) => new(
        marker.Name[BlobPaths.LiveAmbiguousPrefix.Length..],
        marker.Metadata?.TryGetValue(Provider, out var provider) == true ? provider : null,
        marker.Properties.LastModified ?? DateTimeOffset.MinValue);
}

/// <summary>The body of a marker; its name says all.</summary>
public sealed record LiveMarker
{
    public int Schema { get; init; } = 1;
}

/// <summary>What is not over.</summary>
/// <param name="IsWhole">There is nothing else.</param>
public sealed record LiveNow(IReadOnlyList<string> Batches, IReadOnlyList<WaitingJob> Ambiguous, bool IsWhole);

/// <summary>A job whose submit an operator has to answer for.</summary>
/// <param name="Since">When it was parked.</param>
public sealed record WaitingJob(string Id, string? Provider, DateTimeOffset Since);
