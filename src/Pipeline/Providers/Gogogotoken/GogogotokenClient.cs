using System.Text.Json.Nodes;
using VideoPipeline.Providers.Http;

namespace VideoPipeline.Providers.Gogogotoken;

internal sealed class GogogotokenClient(ProviderHttp http)
{
    public IReadOnlyList<int> RejectedStatuses => http.RejectedStatuses;

    public Task<HttpAnswer> SubmitAsync(JsonObject body, CancellationToken cancellationToken) =>
        http.SubmitAsync("video/generations", body, cancellationToken);

    public Task<HttpAnswer> LookAsync(string taskId, CancellationToken cancellationToken) =>
        http.GetAsync($"video/generations/{Uri.EscapeDataString(taskId)}", cancellationToken);
}
