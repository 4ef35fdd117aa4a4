using Microsoft.Extensions.Logging;
using VideoPipeline.Batches;
using VideoPipeline.Jobs;
using VideoPipeline.Storage;

namespace VideoPipeline.Functions.Housekeeping;

/// <summary>Takes away the markers under <c>live/</c> that a dying process has left: nothing that they name is under way or waits any more.</summary>
public sealed partial class StaleMarkers(BlobStore blobs, BatchStates batches, JobDocuments jobs, TimeProvider time, ILogger<StaleMarkers> logger)
{
    // A marker is written before what it stands for.
    private static readonly TimeSpan s_grace = TimeSpan.FromMinutes(10);

    public async Task ClearAsync(CancellationToken cancellationToken)
    {
        await foreach (var marker in blobs.ListAsync(BlobPaths.LivePrefix, cancellationToken))
        {
            if (marker.Properties.LastModified + s_grace < time.GetUtcNow() && !await IsLiveAsync(marker.Name, cancellationToken))
            {
                Stale(marker.Name);
                await blobs.DeleteAsync(marker.Name, cancellationToken);
            }
        }
    }

    private async Task<bool> IsLiveAsync(string marker, CancellationToken cancellationToken)
    {
        if (marker.StartsWith(BlobPaths.LiveBatchPrefix, StringComparison.Ordinal))
        {
            var batch = marker[BlobPaths.LiveBatchPrefix.Length..];
            return await batches.HeaderAsync(batch, cancellationToken) is not null
                && await batches.FindAsync(batch, cancellationToken) is { Current.CompletedAt: null };
        }

        return await jobs.FindAsync(marker[BlobPaths.LiveAmbiguousPrefix.Length..], cancellationToken) is { Status: JobStatus.Ambiguous };
    }

    [LoggerMessage(EventId = 1407, Level = LogLevel.Information, Message = "{Marker} names nothing that is under way or waits: it is taken away.")]
    private partial void Stale(string marker);
}
