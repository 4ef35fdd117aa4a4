using Azure;
using Azure.Storage.Blobs.Models;

namespace VideoPipeline.Support;

/// <summary>One version of a blob. Never changed: a write makes another.</summary>
internal sealed record StoredBlob(
    IReadOnlyList<byte[]> Blocks,
    ETag Version,
    DateTimeOffset CreatedOn,
    DateTimeOffset LastModified,
    string ContentType,
    IReadOnlyDictionary<string, string> Metadata)
{
    public long Length { get; } = Blocks.Sum(block => block.LongLength);

    public Dictionary<string, string> MetadataCopy() => new(Metadata, StringComparer.OrdinalIgnoreCase);

    public BinaryData Content() => new(Bytes());

    // The factory of the details themselves cannot set the version.
    public BlobDownloadDetails Details(long? length = null) => BlobsModelFactory.BlobDownloadInfo(
        blobType: BlobType.Block,
        contentLength: length ?? Length,
        contentType: ContentType,
        lastModified: LastModified,
        metadata: MetadataCopy(),
        eTag: Version,
        content: Stream.Null).Details;

    public BlobProperties Properties() => BlobsModelFactory.BlobProperties(
        lastModified: LastModified,
        contentLength: Length,
        contentType: ContentType,
        eTag: Version,
        createdOn: CreatedOn,
        metadata: MetadataCopy());

    private byte[] Bytes()
    {
        if (Blocks.Count == 1)
        {
            return Blocks[0];
        }

        var bytes = new byte[Length];
        var at = 0;
        foreach (var block in Blocks)
        {
            block.CopyTo(bytes, at);
            at += block.Length;
        }

        return bytes;
    }
}
