using Microsoft.Extensions.Hosting;

namespace VideoPipeline.Storage;

/// <summary>Makes sure at start that the containers are there, so that nothing has to ask later.</summary>
internal sealed class StorageContainers(BlobStore blobs) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => blobs.CreateContainersAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
