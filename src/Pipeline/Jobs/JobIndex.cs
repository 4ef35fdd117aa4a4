using Azure;
using Azure.Storage.Blobs.Models;
using VideoPipeline.Storage;

namespace VideoPipeline.Jobs;

/// <summary>The listing: empty blobs whose names sort newest first and whose metadata say what a filter asks.</summary>
public sealed class JobIndex(BlobStore blobs)
{
    private const int InvertedTimeLength = 19;

    public async Task AddAsync(JobRequest request, CancellationToken cancellationToken)
    {
        var options = new BlobUploadOptions
        {
            Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All },
            Metadata = Metadata(JobStatus.Queued, request.Request.Provider, request.BatchId),
        };
        try
        {
            await Entry(request).UploadAsync(new BinaryData([]), options, cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status is 409 or 412)
        {
            // A repeated call: the entry is there, and may say more by now.
        }
    }

    public async Task UpdateAsync(JobRequest request, JobStatus status, string provider, CancellationToken cancellationToken) =>
        await Entry(request).SetMetadataAsync(Metadata(status, provider, request.BatchId), cancellationToken: cancellationToken);

    /// <summary>A page of entries, newest first.</summary>
    /// <param name="cursor">From the page before.</param>
    public async Task<JobPage> ListAsync(JobFilter filter, string? cursor, int limit, CancellationToken cancellationToken)
    {
        var found = new List<JobEntry>(limit);
        var pages = blobs.Pipeline
            .GetBlobsAsync(BlobTraits.Metadata, BlobStates.None, BlobPaths.IndexPrefix, cancellationToken)
            .AsPages(cursor, limit);
        await foreach (var page in pages)
        {
            foreach (var entry in page.Values.Select(Read))
            {
                if (filter.IsPast(entry))
                {
                    return new JobPage(found, Cursor: null);
                }

                if (filter.Matches(entry))
                {
                    found.Add(entry);
                }
            }

            // Whole pages only, so that the service's own continuation is the cursor; a page may hold more than was asked for.
            if (found.Count >= limit || string.IsNullOrEmpty(page.ContinuationToken))
            {
                return new JobPage(found, string.IsNullOrEmpty(page.ContinuationToken) ? null : page.ContinuationToken);
            }
        }

        return new JobPage(found, Cursor: null);
    }

    private Azure.Storage.Blobs.BlobClient Entry(JobRequest request) =>
        blobs.Pipeline.GetBlobClient(BlobPaths.Index(request.CreatedAt, request.Job));

    private static Dictionary<string, string> Metadata(JobStatus status, string provider, string? batchId)
    {
        var metadata = new Dictionary<string, string> { ["status"] = status.ToString(), ["provider"] = provider };
        if (batchId is not null)
        {
            metadata["batch"] = batchId;
        }

        return metadata;
    }

    private static JobEntry Read(BlobItem blob)
    {
        var name = blob.Name.AsSpan(BlobPaths.IndexPrefix.Length);
        var ticks = DateTimeOffset.MaxValue.UtcTicks - long.Parse(name[..InvertedTimeLength], provider: null);
        return new JobEntry(
            name[(InvertedTimeLength + 1)..].ToString(),
            new DateTimeOffset(ticks, TimeSpan.Zero),
            Enum.Parse<JobStatus>(blob.Metadata["status"]),
            blob.Metadata["provider"],
            blob.Metadata.TryGetValue("batch", out var batch) ? batch : null);
    }
}

/// <summary>One line of the listing. A running state may lag behind; settled and parked ones do not.</summary>
public sealed record JobEntry(string Id, DateTimeOffset CreatedAt, JobStatus Status, string Provider, string? BatchId);

/// <summary>A page of the listing; <paramref name="Cursor"/> is null on the last.</summary>
public sealed record JobPage(IReadOnlyList<JobEntry> Entries, string? Cursor);

/// <summary>What a listing is to show.</summary>
public sealed record JobFilter(
    JobStatus? Status = null, string? Provider = null, string? BatchId = null, DateTimeOffset? CreatedAfter = null)
{
    public bool Matches(JobEntry entry) =>
        (Status is null || entry.Status == Status)
        && (Provider is null || entry.Provider == Provider)
        && (BatchId is null || entry.BatchId == BatchId);

    /// <summary>Entries come newest first: after this one nothing can match.</summary>
    public bool IsPast(JobEntry entry) => entry.CreatedAt <= CreatedAfter;
}
