using Azure;
using Azure.Storage.Blobs.Models;
using VideoPipeline.Storage;

namespace VideoPipeline.Batches;

/// <summary>The list of batches: empty blobs whose names sort newest first.</summary>
public sealed class BatchIndex(BlobStore blobs)
{
    private const int InvertedTimeLength = 19;

    public async Task AddAsync(string batch, DateTimeOffset createdAt, CancellationToken cancellationToken)
    {
        var options = new BlobUploadOptions { Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All } };
        try
        {
            await blobs.Pipeline.GetBlobClient(BlobPaths.BatchIndex(createdAt, batch)).UploadAsync(new BinaryData([]), options, cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status is 409 or 412)
        {
            // A repeated call.
        }
    }

    /// <summary>A page of the names, newest first, until a batch is not after <paramref name="createdAfter"/>.</summary>
    public async Task<(IReadOnlyList<string> Batches, string? Next)> ListAsync(
        DateTimeOffset? createdAfter, string? continuation, int limit, CancellationToken cancellationToken)
    {
        var pages = blobs.Pipeline
            .GetBlobsAsync(BlobTraits.None, BlobStates.None, BlobPaths.BatchIndexPrefix, cancellationToken)
            .AsPages(continuation, limit);
        await foreach (var page in pages)
        {
            var entries = page.Values.Select(blob => Read(blob.Name)).TakeWhile(entry => !(entry.CreatedAt <= createdAfter)).ToList();
            var more = entries.Count == page.Values.Count && page.ContinuationToken is { Length: > 0 };
            return ([.. entries.Select(entry => entry.Batch)], more ? page.ContinuationToken : null);
        }

        return ([], null);
    }

    private static (string Batch, DateTimeOffset CreatedAt) Read(string blob)
    {
        var name = blob.AsSpan(BlobPaths.BatchIndexPrefix.Length);
        var ticks = DateTimeOffset.MaxValue.UtcTicks - long.Parse(name[..InvertedTimeLength], provider: null);
        return (name[(InvertedTimeLength + 1)..].ToString(), new DateTimeOffset(ticks, TimeSpan.Zero));
    }
}
