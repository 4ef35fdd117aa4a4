using System.Text.Json.Nodes;
using VideoPipeline.Providers.Http;

namespace VideoPipeline.Providers.TokenHub;

internal sealed class TokenHubClient(ProviderHttp http)
{
    public IReadOnlyList<int> RejectedStatuses => http.RejectedStatuses;

    public Task<HttpAnswer> SubmitAsync(JsonObject body, CancellationToken cancellationToken) =>
        http.SubmitAsync("videos/generations", body, cancellationToken);

    public Task<HttpAnswer> LookAsync(string taskId, CancellationToken cancellationToken) =>
        http.GetAsync($"videos/generations/{Uri.EscapeDataString(taskId)}", cancellationToken);
}
