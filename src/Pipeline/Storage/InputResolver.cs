using Azure;
using Azure.Storage.Blobs;
using Microsoft.Extensions.Options;
using VideoPipeline.Resellers;
using VideoPipeline.Requests;

namespace VideoPipeline.Storage;

/// <summary>
/// Gives each input the form that a provider wants: a URL that it can fetch (a read link for what lies in our storage), or a data
/// URI with the bytes in it. URLs from outside are passed on, and fetched only for a provider that wants bytes.
/// </summary>
public sealed class InputResolver(BlobStore blobs, ReadLinks links, AssetDownload download, IOptions<AssetsOptions> options)
{
    private const int MaxInlineBytes = 20 * 1024 * 1024;

    /// <param name="life">How long a link must work: the provider may fetch it late.</param>
    /// <exception cref="InputUnavailableException">An input is not there, or is not what it should be.</exception>
    public async Task<VideoRequest> ResolveAsync(
        VideoRequest request, string provider, TimeSpan life, CancellationToken cancellationToken)
    {
        var resolved = new Dictionary<string, string>();
        foreach (var (field, value) in request.Inputs())
        {
            var form = KnownResellers.FormOf(provider, request, field, value);
            resolved[field] = form == InputForm.DataUri
                ? await DataUriAsync(field, value, cancellationToken)
                : await UrlAsync(field, value, life, cancellationToken);
        }

        return resolved.Count == 0 ? request : request.WithInputs(resolved);
    }

    private async Task<string> UrlAsync(string field, string value, TimeSpan life, CancellationToken cancellationToken) =>
        Blob(field, value) is { } blob ? (await links.CreateAsync(blob, life, cancellationToken)).AbsoluteUri : value;

    private async Task<string> DataUriAsync(string field, string value, CancellationToken cancellationToken)
    {
        if (value.StartsWith("data:", StringComparison.OrdinalIgnoreCase))
        {
            return value;
        }

        var bytes = Blob(field, value) is { } blob
            ? await ReadAsync(field, blob, cancellationToken)
            : await FetchAsync(field, value, cancellationToken);
        var contentType = ImageSignature.ContentTypeOf(bytes.Span)
            ?? throw new InputUnavailableException(field, "it is no image");
        return $"data:{contentType};base64,{Convert.ToBase64String(bytes.Span)}";
    }

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(string field, BlobClient blob, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = (await blob.DownloadStreamingAsync(cancellationToken: cancellationToken)).Value;
            if (answer.Details.ContentLength > MaxInlineBytes)
            {
                throw new InputUnavailableException(field, "it is too large");
            }

            var bytes = new byte[answer.Details.ContentLength];
            await answer.Content.ReadExactlyAsync(bytes, cancellationToken);
            return bytes;
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            throw new InputUnavailableException(field, "there is no such blob");
        }
    }

    private async Task<ReadOnlyMemory<byte>> FetchAsync(string field, string url, CancellationToken cancellationToken)
    {
        using var bytes = new MemoryStream();
        var result = await download.ReadAsync(
            url,
            (chunk, _) =>
            {
                bytes.Write(chunk.Span);
                return bytes.Length > MaxInlineBytes
                    ? throw new InputUnavailableException(field, "it is too large")
                    : ValueTask.CompletedTask;
            },
            cancellationToken);
        return result.Code is { } code ? throw new InputUnavailableException(field, code, result.Permanent) : bytes.ToArray();
    }

    // Checked here too, because this is where a link is given away: what was let in earlier, by other rules, gets none.
    private BlobClient? Blob(string field, string value)
    {
        if (!BlobReference.IsMeant(value))
        {
            return null;
        }

        return BlobReference.TryParse(value, out var blob) && (IsInline(blob) || options.Value.Containers.Contains(blob.Container, StringComparer.Ordinal))
            ? blobs.Service.GetBlobContainerClient(blob.Container).GetBlobClient(blob.Name)
            : throw new InputUnavailableException(field, "it names no container of inputs");
    }

    // Where the door has put inline images.
    private static bool IsInline(BlobReference blob) =>
        blob.Container == BlobStore.PipelineContainer && blob.Name.StartsWith(BlobPaths.InputPrefix, StringComparison.Ordinal);
}

/// <summary>An input cannot be had. Nothing has been sent.</summary>
public sealed class InputUnavailableException(string field, string reason, bool isPermanent = true)
    : Exception($"The input '{field}' cannot be used: {reason}.")
{
    public string Field { get; } = field;

    /// <summary>False when its host may have it later.</summary>
    public bool IsPermanent { get; } = isPermanent;
}
