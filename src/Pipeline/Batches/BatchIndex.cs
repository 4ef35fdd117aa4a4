using VideoPipeline.Storage;

namespace VideoPipeline.Batches;

/// <summary>The list of batches: empty blobs whose names sort newest first.</summary>
public sealed class BatchIndex(BlobStore blobs)
{
    public Task AddAsync(string batch, DateTimeOffset createdAt, CancellationToken cancellationToken) =>
        blobs.TryCreateEmptyAsync(BlobPaths.BatchIndex(createdAt, batch), cancellationToken);

    /// <summary>A page of the names, newest first, until a batch is not after <paramref name="createdAfter"/>.</summary>
    public async Task<(IReadOnlyList<string> Batches, string? Next)> ListAsync(
        DateTimeOffset? createdAfter, string? continuation, int limit, CancellationToken cancellationToken)
    {
        var (page, next) = await blobs.PageAsync(BlobPaths.BatchIndexPrefix, cancellationToken, continuation, limit);
        var entries = page.Select(blob => BlobPaths.ReadIndex(blob.Name, BlobPaths.BatchIndexPrefix))
            .TakeWhile(entry => !(entry.CreatedAt <= createdAfter)).ToList();
        return ([.. entries.Select(entry => entry.Id)], entries.Count == page.Count ? next : null);
    }
}
