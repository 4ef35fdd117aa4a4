using System.Runtime.CompilerServices;
using System.Text.Json;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace VideoPipeline.Storage;

/// <summary>
/// The containers and the few ways in which they are written: created once, replaced under an ETag, or overwritten where the
/// last writer may win. Every answer that a race can give is a value.
/// </summary>
public sealed class BlobStore(BlobServiceClient service)
{
    public const string PipelineContainer = "pipeline";
    public const string VideosContainer = "videos";
    public const string UploadsContainer = "uploads";

    private static readonly BlobHttpHeaders s_json = new() { ContentType = "application/json" };

    /// <summary>Everything but results: requests, submissions, claims, the ledger.</summary>
    public BlobContainerClient Pipeline { get; } = service.GetBlobContainerClient(PipelineContainer);

    /// <summary>Results only, what a consumer may be given.</summary>
    public BlobContainerClient Videos { get; } = service.GetBlobContainerClient(VideosContainer);

    public BlobServiceClient Service { get; } = service;

    public async Task CreateContainersAsync(CancellationToken cancellationToken)
    {
        await Pipeline.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
        await Videos.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
        await Service.GetBlobContainerClient(UploadsContainer).CreateIfNotExistsAsync(cancellationToken: cancellationToken);
    }

    /// <summary>Writes a new blob. False when one of that name exists, whoever wrote it.</summary>
    public async Task<bool> TryCreateAsync<T>(
        string name, T value, CancellationToken cancellationToken, IDictionary<string, string>? metadata = null)
    {
        var onlyNew = new BlobRequestConditions { IfNoneMatch = ETag.All };
        return await UploadAsync(name, value, onlyNew, metadata, cancellationToken) is not null;
    }

    /// <summary>Replaces the version that was read. Null when somebody else has written since.</summary>
    public Task<ETag?> TryReplaceAsync<T>(
        string name, T value, ETag version, CancellationToken cancellationToken, IDictionary<string, string>? metadata = null) =>
        UploadAsync(name, value, new BlobRequestConditions { IfMatch = version }, metadata, cancellationToken);

    /// <summary>Overwrites whatever is there.</summary>
    public Task PutAsync<T>(
        string name, T value, CancellationToken cancellationToken, IDictionary<string, string>? metadata = null) =>
        UploadAsync(name, value, conditions: null, metadata, cancellationToken);

    /// <summary>The blob and its version, or null when there is none.</summary>
    public async Task<Stored<T>?> ReadAsync<T>(string name, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await Pipeline.GetBlobClient(name).DownloadContentAsync(cancellationToken);
            var value = answer.Value.Content.ToObjectFromJson<T>(Json.Options)
                ?? throw new JsonException($"{name} is empty.");
            return new Stored<T>(value, answer.Value.Details.ETag, answer.Value.Details.LastModified);
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return null;
        }
    }

    public async Task<bool> ExistsAsync(string name, CancellationToken cancellationToken) =>
        await Pipeline.GetBlobClient(name).ExistsAsync(cancellationToken);

    public async Task DeleteAsync(string name, CancellationToken cancellationToken) =>
        await Pipeline.GetBlobClient(name).DeleteIfExistsAsync(cancellationToken: cancellationToken);

    /// <summary>Names (and metadata) under a prefix, in ascending order.</summary>
    public async IAsyncEnumerable<BlobItem> ListAsync(
        string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var blob in Pipeline.GetBlobsAsync(BlobTraits.Metadata, BlobStates.None, prefix, cancellationToken))
        {
            yield return blob;
        }
    }

    /// <summary>One page under a prefix, by one call to storage: blobs with their metadata, and where the next page goes on; null is nowhere.</summary>
    /// <param name="limit">Null is the service's largest page.</param>
    public async Task<(IReadOnlyList<BlobItem> Blobs, string? Next)> PageAsync(
        string prefix, CancellationToken cancellationToken, string? continuation = null, int? limit = null)
    {
        await foreach (var page in Pipeline.GetBlobsAsync(BlobTraits.Metadata, BlobStates.None, prefix, cancellationToken).AsPages(continuation, limit))
        {
            return (page.Values, page.ContinuationToken is { Length: > 0 } next ? next : null);
        }

        return ([], null);
    }

    /// <summary>Writes a blob whose name and metadata say all. False when one of that name exists, whoever wrote it.</summary>
    public async Task<bool> TryCreateEmptyAsync(string name, CancellationToken cancellationToken, IDictionary<string, string>? metadata = null)
    {
        var options = new BlobUploadOptions { Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All }, Metadata = metadata };
        try
        {
            await Pipeline.GetBlobClient(name).UploadAsync(new BinaryData([]), options, cancellationToken);
            return true;
        }
        catch (RequestFailedException e) when (e.Status is 409 or 412)
        {
            return false;
        }
    }

    private async Task<ETag?> UploadAsync<T>(
        string name,
        T value,
        BlobRequestConditions? conditions,
        IDictionary<string, string>? metadata,
        CancellationToken cancellationToken)
    {
        var options = new BlobUploadOptions { Conditions = conditions, Metadata = metadata, HttpHeaders = s_json };
        var content = new BinaryData(JsonSerializer.SerializeToUtf8Bytes(value, Json.Options));
        try
        {
            var answer = await Pipeline.GetBlobClient(name).UploadAsync(content, options, cancellationToken);
            return answer.Value.ETag;
        }
        catch (RequestFailedException e) when (conditions is not null && e.Status is 409 or 412)
        {
            return null;
        }
    }
}

/// <summary>A blob's value with the version that a replacement must name.</summary>
public sealed record Stored<T>(T Value, ETag Version, DateTimeOffset LastModified);
