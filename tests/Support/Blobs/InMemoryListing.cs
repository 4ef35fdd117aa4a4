using System.Text;
using Azure;
using Azure.Storage.Blobs.Models;

namespace VideoPipeline.Support;

internal sealed class InMemoryListing(
    InMemoryBlobs service, StoredContainer container, BlobTraits traits, string prefix, CancellationToken cancellationToken)
    : AsyncPageable<BlobItem>
{
    // What the service gives at the most.
    private const int LargestPage = 5000;

    public override async IAsyncEnumerable<Page<BlobItem>> AsPages(string? continuationToken = null, int? pageSizeHint = null)
    {
        var size = Math.Clamp(pageSizeHint ?? LargestPage, 1, LargestPage);
        for (var token = continuationToken; ;)
        {
            var from = Decode(token);
            if (from?.StartsWith(prefix, StringComparison.Ordinal) == false)
            {
                throw BlobErrors.InvalidMarker();
            }

            var (found, next) = await service.RunAsync(
                BlobOperationKind.List, container.Name, prefix, () => container.List(prefix, from, size), cancellationToken);
            token = next is null ? "" : Encode(next);
            yield return Page<BlobItem>.FromValues([.. found.Select(Item)], token, new InMemoryResponse(200));
            if (next is null)
            {
                yield break;
            }
        }
    }

    private BlobItem Item(KeyValuePair<string, StoredBlob> found) => BlobsModelFactory.BlobItem(
        name: found.Key,
        deleted: false,
        properties: BlobsModelFactory.BlobItemProperties(
            accessTierInferred: true,
            contentLength: found.Value.Length,
            contentType: found.Value.ContentType,
            eTag: found.Value.Version,
            lastModified: found.Value.LastModified,
            createdOn: found.Value.CreatedOn,
            blobType: BlobType.Block),
        metadata: traits.HasFlag(BlobTraits.Metadata) ? found.Value.MetadataCopy() : null);

    // Opaque, as the service's: nobody is to read a name out of it.
    private static string Encode(string name) => Convert.ToBase64String(Encoding.UTF8.GetBytes(name));

    private static string? Decode(string? token)
    {
        if (string.IsNullOrEmpty(token))
        {
            return null;
        }

        try
        {
            return Encoding.UTF8.GetString(Convert.FromBase64String(token));
        }
        catch (FormatException)
        {
            throw BlobErrors.InvalidMarker();
        }
    }
}
