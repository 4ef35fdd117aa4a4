using System.Globalization;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Sas;

namespace VideoPipeline.Support;

internal sealed class InMemoryBlob(InMemoryBlobs service, StoredContainer container, string name) : BlobClient
{
    public override string Name => name;

    public override string BlobContainerName => container.Name;

    public override string AccountName => StoredAccount.Name;

    public override Uri Uri { get; } = AddressOf(service, container, name);

    public override bool CanGenerateSasUri => true;

    public override Task<Response<BlobContentInfo>> UploadAsync(
        BinaryData content, BlobUploadOptions options, CancellationToken cancellationToken = default) =>
        PutAsync(content.ToArray(), options, cancellationToken);

    public override async Task<Response<BlobContentInfo>> UploadAsync(
        Stream content, BlobUploadOptions options, CancellationToken cancellationToken = default) =>
        await PutAsync(await ReadAsync(content, cancellationToken), options, cancellationToken);

    public override Task<Response<BlobContentInfo>> UploadAsync(
        BinaryData content, bool overwrite = false, CancellationToken cancellationToken = default) =>
        PutAsync(content.ToArray(), Overwrite(overwrite), cancellationToken);

    public override async Task<Response<BlobContentInfo>> UploadAsync(
        Stream content, bool overwrite = false, CancellationToken cancellationToken = default) =>
        await PutAsync(await ReadAsync(content, cancellationToken), Overwrite(overwrite), cancellationToken);

    public override Task<Response<BlobDownloadResult>> DownloadContentAsync() => DownloadContentAsync(CancellationToken.None);

    public override Task<Response<BlobDownloadResult>> DownloadContentAsync(CancellationToken cancellationToken) =>
        DownloadAsync(null, cancellationToken);

    public override Task<Response<BlobDownloadResult>> DownloadContentAsync(
        BlobRequestConditions conditions, CancellationToken cancellationToken) => DownloadAsync(conditions, cancellationToken);

    public override Task<Response<BlobDownloadStreamingResult>> DownloadStreamingAsync(
        BlobDownloadOptions? options = null, CancellationToken cancellationToken = default) =>
        RunAsync(
            BlobOperationKind.Download,
            () =>
            {
                var blob = container.Read(name, options?.Conditions);
                var whole = blob.Content().ToMemory();
                var from = (int)(options?.Range.Offset ?? 0);
                var length = (int)Math.Min(options?.Range.Length ?? whole.Length, whole.Length - from);
                var content = new BinaryData(whole.Slice(from, length)).ToStream();
                return InMemoryResponse.Of(BlobsModelFactory.BlobDownloadStreamingResult(content, blob.Details(length)));
            },
            cancellationToken);

    public override Task<Response<BlobProperties>> GetPropertiesAsync(
        BlobRequestConditions? conditions = null, CancellationToken cancellationToken = default) =>
        RunAsync(
            BlobOperationKind.Properties, () => InMemoryResponse.Of(container.Read(name, conditions).Properties()), cancellationToken);

    public override Task<Response<bool>> ExistsAsync(CancellationToken cancellationToken = default) =>
        RunAsync(BlobOperationKind.Exists, () => InMemoryResponse.Of(container.Find(name) is not null), cancellationToken);

    public override Task<Response<bool>> DeleteIfExistsAsync(
        DeleteSnapshotsOption snapshotsOption = default,
        BlobRequestConditions? conditions = null,
        CancellationToken cancellationToken = default) =>
        RunAsync(
            BlobOperationKind.Delete,
            () => InMemoryResponse.Of(container.Exists() && container.Delete(name, conditions), 202),
            cancellationToken);

    public override Task<Response> DeleteAsync(
        DeleteSnapshotsOption snapshotsOption = default,
        BlobRequestConditions? conditions = null,
        CancellationToken cancellationToken = default) =>
        RunAsync<Response>(
            BlobOperationKind.Delete,
            () => container.Delete(name, conditions) ? new InMemoryResponse(202) : throw BlobErrors.BlobNotFound(),
            cancellationToken);

    public override Task<Response<BlobInfo>> SetMetadataAsync(
        IDictionary<string, string> metadata,
        BlobRequestConditions? conditions = null,
        CancellationToken cancellationToken = default) =>
        RunAsync(
            BlobOperationKind.SetMetadata,
            () =>
            {
                var blob = container.SetMetadata(name, metadata, conditions);
                return InMemoryResponse.Of(BlobsModelFactory.BlobInfo(blob.Version, blob.LastModified));
            },
            cancellationToken);

    /// <summary>Looks like a link with a shared access signature; nothing answers at it.</summary>
    public override Uri GenerateSasUri(BlobSasBuilder builder) => new(Uri.AbsoluteUri + string.Create(
        CultureInfo.InvariantCulture,
        $"?sv=2023-01-03&st={Date(builder.StartsOn)}&se={Date(builder.ExpiresOn)}&sr={builder.Resource}&sp={builder.Permissions}&sig=inmemory"));

    public override Uri GenerateSasUri(BlobSasPermissions permissions, DateTimeOffset expiresOn) =>
        GenerateSasUri(new BlobSasBuilder(permissions, expiresOn) { Resource = "b" });

    internal static Uri AddressOf(InMemoryBlobs service, StoredContainer container, string name) => new BlobUriBuilder(service.Uri)
    {
        BlobContainerName = container.Name,
        BlobName = name,
    }.ToUri();

    internal static async Task<byte[]> ReadAsync(Stream content, CancellationToken cancellationToken)
    {
        using var bytes = new MemoryStream(content.CanSeek ? (int)(content.Length - content.Position) : 0);
        await content.CopyToAsync(bytes, cancellationToken);
        return bytes.Capacity == bytes.Length ? bytes.GetBuffer() : bytes.ToArray();
    }

    private static string Date(DateTimeOffset time) =>
        Uri.EscapeDataString(time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));

    private static BlobUploadOptions Overwrite(bool overwrite) =>
        new() { Conditions = overwrite ? null : new BlobRequestConditions { IfNoneMatch = ETag.All } };

    private Task<Response<BlobContentInfo>> PutAsync(byte[] content, BlobUploadOptions? options, CancellationToken cancellationToken) =>
        RunAsync(
            BlobOperationKind.Upload,
            () => InMemoryBlockBlob.Info(container.Put(
                name, content, options?.HttpHeaders?.ContentType, options?.Metadata, options?.Conditions)),
            cancellationToken);

    private Task<Response<BlobDownloadResult>> DownloadAsync(BlobRequestConditions? conditions, CancellationToken cancellationToken) =>
        RunAsync(
            BlobOperationKind.Download,
            () =>
            {
                var blob = container.Read(name, conditions);
                return InMemoryResponse.Of(BlobsModelFactory.BlobDownloadResult(blob.Content(), blob.Details()));
            },
            cancellationToken);

    private Task<T> RunAsync<T>(BlobOperationKind kind, Func<T> effect, CancellationToken cancellationToken) =>
        service.RunAsync(kind, container.Name, name, effect, cancellationToken);
}
