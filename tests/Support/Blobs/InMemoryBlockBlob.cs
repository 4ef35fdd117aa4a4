using Azure;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace VideoPipeline.Support;

internal sealed class InMemoryBlockBlob(InMemoryBlobs service, StoredContainer container, string name) : BlockBlobClient
{
    public override string Name => name;

    public override string BlobContainerName => container.Name;

    public override string AccountName => StoredAccount.Name;

    public override Uri Uri { get; } = InMemoryBlob.AddressOf(service, container, name);

    public override async Task<Response<BlobContentInfo>> UploadAsync(
        Stream content, BlobUploadOptions options, CancellationToken cancellationToken = default)
    {
        var bytes = await InMemoryBlob.ReadAsync(content, cancellationToken);
        return await service.RunAsync(
            BlobOperationKind.Upload,
            container.Name,
            name,
            () => Info(container.Put(name, bytes, options?.HttpHeaders?.ContentType, options?.Metadata, options?.Conditions)),
            cancellationToken);
    }

    public override async Task<Response<BlockInfo>> StageBlockAsync(
        string base64BlockId, Stream content, BlockBlobStageBlockOptions? options = null, CancellationToken cancellationToken = default)
    {
        var bytes = await InMemoryBlob.ReadAsync(content, cancellationToken);
        return await service.RunAsync(
            BlobOperationKind.StageBlock,
            container.Name,
            name,
            () =>
            {
                container.Stage(name, base64BlockId, bytes);
                return InMemoryResponse.Of(BlobsModelFactory.BlockInfo(null, null, null), 201);
            },
            cancellationToken);
    }

    public override Task<Response<BlockList>> GetBlockListAsync(
        BlockListTypes blockListTypes = BlockListTypes.All,
        string? snapshot = null,
        BlobRequestConditions? conditions = null,
        CancellationToken cancellationToken = default) =>
        blockListTypes != BlockListTypes.Uncommitted || snapshot is not null || conditions is not null
            ? throw new NotSupportedException("The in-memory blob service lists uncommitted blocks only.")
            : service.RunAsync(
                BlobOperationKind.BlockList,
                container.Name,
                name,
                () => InMemoryResponse.Of(
                    BlobsModelFactory.BlockList(
                        uncommittedBlocks: container.Staged(name).Select(block => BlobsModelFactory.BlobBlock(block.Id, block.Size))),
                    200),
                cancellationToken);

    public override Task<Response<BlobContentInfo>> CommitBlockListAsync(
        IEnumerable<string> base64BlockIds, CommitBlockListOptions options, CancellationToken cancellationToken = default) =>
        service.RunAsync(
            BlobOperationKind.Commit,
            container.Name,
            name,
            () => Info(container.Commit(
                name, base64BlockIds, options?.HttpHeaders?.ContentType, options?.Metadata, options?.Conditions)),
            cancellationToken);

    internal static Response<BlobContentInfo> Info(StoredBlob blob) => InMemoryResponse.Of(
        BlobsModelFactory.BlobContentInfo(
            blob.Version, blob.LastModified, contentHash: null, versionId: null, encryptionKeySha256: null, encryptionScope: null, blobSequenceNumber: 0),
        201);
}
