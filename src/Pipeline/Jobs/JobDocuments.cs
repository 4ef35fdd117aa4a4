using VideoPipeline.Storage;

namespace VideoPipeline.Jobs;

/// <summary>Reads and changes job documents; two writers never undo each other.</summary>
public sealed class JobDocuments(BlobStore blobs)
{
    // Each step of a job asks for its request, which never changes.
    private readonly RecentlyRead<JobRequest> _requests = new(capacity: 1024);

    public async Task<JobRequest?> RequestAsync(string job, CancellationToken cancellationToken)
    {
        if (_requests.TryGet(job, out var known))
        {
            return known;
        }

        var request = (await blobs.ReadAsync<JobRequest>(BlobPaths.Request(job), cancellationToken))?.Value;
        return request is null ? null : _requests.Add(job, request);
    }

    /// <summary>A request that has just been written need not be read by the step after it.</summary>
    public void Remember(JobRequest request) => _requests.Add(request.Job, request);

    /// <exception cref="InvalidOperationException">The door never starts a job without a request: storage has lost it.</exception>
    public async Task<JobRequest> RequireRequestAsync(string job, CancellationToken cancellationToken) =>
        await RequestAsync(job, cancellationToken) ?? throw new InvalidOperationException($"Job {job} has no request.");

    public async Task<JobDocument?> FindAsync(string job, CancellationToken cancellationToken) =>
        (await blobs.ReadAsync<JobDocument>(BlobPaths.JobDocument(job), cancellationToken))?.Value;

    /// <summary>Applies a change to the document as it stands (null: there is none yet), again if somebody else was faster.</summary>
    /// <returns>The document before and after.</returns>
    public async Task<(JobDocument? Before, JobDocument After)> ChangeAsync(
        string job, Func<JobDocument?, JobDocument> change, CancellationToken cancellationToken)
    {
        var name = BlobPaths.JobDocument(job);

        // Nearly always the job has no document yet, so the first write is tried without reading.
        var first = change(null);
        if (await blobs.TryCreateAsync(name, first, cancellationToken))
        {
            return (null, first);
        }

        while (true)
        {
            var read = await blobs.ReadAsync<JobDocument>(name, cancellationToken)
                ?? throw new InvalidOperationException($"{name} has gone between two calls.");
            var after = change(read.Value);
            if (await blobs.TryReplaceAsync(name, after, read.Version, cancellationToken) is not null)
            {
                return (read.Value, after);
            }
        }
    }
}
