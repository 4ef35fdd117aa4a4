using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace VideoPipeline.Support;

internal sealed class InMemoryContainer(InMemoryBlobs service, StoredContainer container) : BlobContainerClient
{
    public override string Name => container.Name;

    public override string AccountName => StoredAccount.Name;

    public override Uri Uri { get; } = new(service.Uri, container.Name);

    public override bool CanGenerateSasUri => true;

    public override BlobClient GetBlobClient(string blobName) => new InMemoryBlob(service, container, blobName);

    public override Task<Response<BlobContainerInfo>> CreateIfNotExistsAsync(
        PublicAccessType publicAccessType, IDictionary<string, string> metadata, CancellationToken cancellationToken) =>
        CreateIfNotExistsAsync(publicAccessType, metadata, encryptionScopeOptions: null, cancellationToken);

    // Null when the container was there, as in the SDK.
    public override Task<Response<BlobContainerInfo>> CreateIfNotExistsAsync(
        PublicAccessType publicAccessType = PublicAccessType.None,
        IDictionary<string, string>? metadata = null,
        BlobContainerEncryptionScopeOptions? encryptionScopeOptions = null,
        CancellationToken cancellationToken = default) => service.RunAsync(
            BlobOperationKind.CreateContainer,
            container.Name,
            "",
            () => container.Create()
                ? InMemoryResponse.Of(BlobsModelFactory.BlobContainerInfo(new ETag("\"0x8D\""), DateTimeOffset.UnixEpoch), 201)
                : null!,
            cancellationToken);

    public override Task<Response<bool>> ExistsAsync(CancellationToken cancellationToken = default) => service.RunAsync(
        BlobOperationKind.ContainerExists, container.Name, "", () => InMemoryResponse.Of(container.Exists()), cancellationToken);

    public override AsyncPageable<BlobItem> GetBlobsAsync(
        BlobTraits traits, BlobStates states, string? prefix, CancellationToken cancellationToken) =>
        new InMemoryListing(service, container, traits, prefix ?? "", cancellationToken);

    // Calls with no argument or only a prefix bind to this one.
    public override AsyncPageable<BlobItem> GetBlobsAsync(GetBlobsOptions? options = null, CancellationToken cancellationToken = default) =>
        new InMemoryListing(service, container, options?.Traits ?? BlobTraits.None, options?.Prefix ?? "", cancellationToken);

    protected override BlockBlobClient GetBlockBlobClientCore(string blobName) => new InMemoryBlockBlob(service, container, blobName);
}
