using System.Text.Json;
using System.Text.Json.Nodes;
using VideoPipeline.Cli.Api;

namespace VideoPipeline.Cli.Videos;

internal static class VideosApi
{
    public static string NewIdempotencyKey() => $"cli-{Guid.CreateVersion7():N}";

    public static string PathOf(string id) => $"api/videos/{Uri.EscapeDataString(id)}";

    extension(HostConnection host)
    {
        public Task<JsonElement> SubmitVideoAsync(JsonObject request, string idempotencyKey, CancellationToken cancellationToken) =>
            host.PostAsync("api/videos", () => HostConnection.Json(request), idempotencyKey, cancellationToken);

        public Task<JsonElement> GetVideoAsync(string id, CancellationToken cancellationToken) =>
            host.GetAsync(PathOf(id), cancellationToken);

        public Task<JsonElement> CancelVideoAsync(string id, CancellationToken cancellationToken) =>
            host.DeleteAsync(PathOf(id), cancellationToken);

        // Not repeated: the host takes the first answer, and would refuse our own second one as somebody else's.
        public Task<JsonElement> ResolveVideoAsync(
            string id, JsonObject answer, string? operatorKey, CancellationToken cancellationToken) =>
            host.PostOnceAsync($"{PathOf(id)}/resolve", answer, cancellationToken, ("x-operator-key", operatorKey));

        public Task<JsonElement> QuoteVideoAsync(JsonObject request, CancellationToken cancellationToken) =>
            host.AskAsync("api/quotes", request, cancellationToken);
    }
}
