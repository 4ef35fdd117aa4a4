using System.Text.Json;
using VideoPipeline.Cli.Api;

namespace VideoPipeline.Cli.Batches;

internal static class BatchesApi
{
    public static string PathOf(string id) => $"api/batches/{Uri.EscapeDataString(id)}";

    extension(HostConnection host)
    {
        public Task<JsonElement> GetBatchAsync(string id, CancellationToken cancellationToken) =>
            host.GetAsync(PathOf(id), cancellationToken);

        public Task<JsonElement> GetFailedItemsAsync(string id, CancellationToken cancellationToken) =>
            host.GetAsync($"{PathOf(id)}/items?status=failed", cancellationToken);
    }
}
