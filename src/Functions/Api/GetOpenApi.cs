using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.OpenApi;

namespace VideoPipeline.Functions.Api;

/// <summary><c>GET /api/openapi.json</c>: the whole API as an OpenAPI 3.1 document.</summary>
public sealed class GetOpenApi
{
    private static readonly Lazy<Task<string>> s_document = new(() => ApiDescription.Create().SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1));

    [Function(nameof(GetOpenApi))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "api/openapi.json")] HttpRequest request) =>
        Results.Text(await s_document.Value, "application/json");
}
