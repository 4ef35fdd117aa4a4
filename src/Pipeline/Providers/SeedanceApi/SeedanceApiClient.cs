using System.Text.Json.Nodes;
using VideoPipeline.Providers.Http;

namespace VideoPipeline.Providers.SeedanceApi;

internal sealed class SeedanceApiClient(ProviderHttp http)
{
    public IReadOnlyList<int> RejectedStatuses => http.RejectedStatuses;

    public Task<HttpAnswer> SubmitAsync(JsonObject body, CancellationToken cancellationToken) =>
        http.SubmitAsync("generate", body, cancellationToken);

    public Task<HttpAnswer> LookAsync(string taskId, CancellationToken cancellationToken) =>
        http.GetAsync($"status?task_id={Uri.EscapeDataString(taskId)}", cancellationToken);
}
