using System.Globalization;
using Azure;
using Azure.Storage.Blobs.Models;
using VideoPipeline.Storage;

namespace VideoPipeline.Jobs;

/// <summary>The listing: empty blobs whose names sort newest first and whose metadata say what a filter asks.</summary>
public sealed class JobIndex(BlobStore blobs)
{
    private const int MostAtOnce = 500;
    private const char CursorMark = '~';

    /// <summary>An entry that is there stays: it may say more by now.</summary>
    public Task AddAsync(JobRequest request, CancellationToken cancellationToken) => blobs.TryCreateEmptyAsync(
        BlobPaths.Index(request.CreatedAt, request.Job), cancellationToken, Metadata(JobStatus.Queued, request.Request.Provider, request.BatchId));

    public async Task UpdateAsync(JobRequest request, JobStatus status, string provider, CancellationToken cancellationToken) =>
        await Entry(request).SetMetadataAsync(Metadata(status, provider, request.BatchId), cancellationToken: cancellationToken);

    /// <summary>Puts a line right that says something else than its job, unless it has moved since it was listed.</summary>
    public async Task CorrectAsync(
        JobEntry entry, JobRequest request, JobStatus status, string provider, CancellationToken cancellationToken)
    {
        var unmoved = new BlobRequestConditions { IfMatch = entry.Version };
        try
        {
            await Entry(request).SetMetadataAsync(Metadata(status, provider, request.BatchId), unmoved, cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status == 412)
        {
            // The job's own step was faster.
        }
    }

    /// <summary>The newest entries in one call to storage; the cursor tells that there are more.</summary>
    public async Task<JobPage> NewestAsync(int limit, CancellationToken cancellationToken)
    {
        var (newest, next) = await blobs.PageAsync(BlobPaths.IndexPrefix, cancellationToken, limit: limit);
        return new JobPage([.. newest.Select(Read)], next);
    }

    /// <summary>A page of entries, newest first.</summary>
    /// <param name="cursor">From the page before.</param>
    public async Task<JobPage> ListAsync(JobFilter filter, string? cursor, int limit, CancellationToken cancellationToken)
    {
        var found = new List<JobEntry>(Math.Min(limit, MostAtOnce));
        var (skip, start) = ReadCursor(cursor);
        var pages = blobs.Pipeline
            .GetBlobsAsync(BlobTraits.Metadata, BlobStates.None, BlobPaths.IndexPrefix, cancellationToken)
            .AsPages(start, limit);
        await foreach (var page in pages)
        {
            for (var i = skip; i < page.Values.Count; i++)
            {
                var entry = Read(page.Values[i]);
                if (filter.IsPast(entry))
                {
                    return new JobPage(found, Cursor: null);
                }

                if (!filter.Matches(entry))
                {
                    continue;
                }

                if (found.Count == limit)
                {
                    return new JobPage(found, WriteCursor(i, start));
                }

                found.Add(entry);
            }

            skip = Math.Max(0, skip - page.Values.Count);
            start = page.ContinuationToken;
            if (string.IsNullOrEmpty(start) || found.Count == limit)
            {
                return new JobPage(found, string.IsNullOrEmpty(start) ? null : WriteCursor(skip, start));
            }
        }

        return new JobPage(found, Cursor: null);
    }

    // A page of ours may end within one of the service's: the cursor says how many lines of it have been seen. They never move,
    // because new lines come before all others.
    private static string WriteCursor(int skip, string? start) =>
        string.Create(CultureInfo.InvariantCulture, $"{skip}{CursorMark}{start}");

    private static (int Skip, string? Start) ReadCursor(string? cursor)
    {
        var mark = cursor?.IndexOf(CursorMark, StringComparison.Ordinal) ?? -1;
        return mark > 0 && int.TryParse(cursor.AsSpan(0, mark), NumberStyles.None, CultureInfo.InvariantCulture, out var skip)
            ? (skip, cursor![(mark + 1)..] is { Length: > 0 } start ? start : null)
            : (0, cursor);
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
        var (createdAt, job) = BlobPaths.ReadIndex(blob.Name, BlobPaths.IndexPrefix);
        return new JobEntry(
            job,
            createdAt,
            Enum.Parse<JobStatus>(blob.Metadata["status"]),
            blob.Metadata["provider"],
            blob.Metadata.TryGetValue("batch", out var batch) ? batch : null)
        {
            Version = blob.Properties.ETag,
            MovedAt = blob.Properties.LastModified ?? DateTimeOffset.MinValue,
        };
    }
}

/// <summary>One line of the listing. It moves with the steps of the job, a moment before or after what the job itself shows.</summary>
public sealed record JobEntry(string Id, DateTimeOffset CreatedAt, JobStatus Status, string Provider, string? BatchId)
{
    public ETag? Version { get; init; }

    /// <summary>When the line was last written.</summary>
    public DateTimeOffset MovedAt { get; init; }
}

/// <summary>A page of the listing; <paramref name="Cursor"/> is null on the last.</summary>
public sealed record JobPage(IReadOnlyList<JobEntry> Entries, string? Cursor);

/// <summary>What a listing is to show.</summary>
/// <param name="MayMove">Only what is not over: running or parked.</param>
public sealed record JobFilter(
    JobStatus? Status = null, string? Provider = null, string? BatchId = null, DateTimeOffset? CreatedAfter = null, bool MayMove = false)
{
    public bool Matches(JobEntry entry) =>
        (Status is null || entry.Status == Status)
        && (Provider is null || entry.Provider == Provider)
        && (BatchId is null || entry.BatchId == BatchId)
        && !(MayMove && entry.Status.IsFinal);

    /// <summary>Entries come newest first: after this one nothing can match.</summary>
    public bool IsPast(JobEntry entry) => entry.CreatedAt <= CreatedAfter;
}
