using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.DurableTask.Client;
using VideoPipeline.Embedded.DurableTask.Engine;

namespace VideoPipeline.Embedded.DurableTask.Management;

/// <summary>Says how instances stand.</summary>
internal sealed class StatusEndpoints(DurableTaskClient client)
{
    private const string TokenHeader = "x-ms-continuation-token";

    public async Task<IResult> GetAsync(string instanceId, HttpContext http)
    {
        var query = http.Request.Query;
        if (await client.GetInstanceAsync(instanceId, getInputsAndOutputs: true, http.RequestAborted) is not { } metadata)
        {
            return Results.NotFound();
        }

        var json = ManagementJson.Instance(metadata, query.Flag("showInput", fallback: true), History(metadata, query));
        if (!metadata.IsCompleted)
        {
            http.Response.Headers.Location = http.Request.GetEncodedUrl();
            http.Response.Headers.RetryAfter = "5";
            return Json(json, StatusCodes.Status202Accepted);
        }

        var failed = metadata.RuntimeStatus == OrchestrationRuntimeStatus.Failed && query.Flag("returnInternalServerErrorOnFailure");
        return Json(json, failed ? StatusCodes.Status500InternalServerError : StatusCodes.Status200OK);
    }

    public async Task<IResult> ListAsync(HttpContext http)
    {
        var query = http.Request.Query;
        var showInput = query.Flag("showInput", fallback: true);
        var filter = new OrchestrationQuery(
            query.Time("createdTimeFrom"),
            query.Time("createdTimeTo"),
            query.Statuses(),
            InstanceIdPrefix: query["instanceIdPrefix"].ToString() is { Length: > 0 } prefix ? prefix : null,
            PageSize: query.Number("top") is > 0 and var top ? top : OrchestrationQuery.DefaultPageSize,
            FetchInputsAndOutputs: true,
            ContinuationToken: http.Request.Headers[TokenHeader].ToString() is { Length: > 0 } token ? token : null);
        var page = await client.GetAllInstancesAsync(filter).AsPages().FirstAsync(http.RequestAborted);

        http.Response.Headers[TokenHeader] = page.ContinuationToken ?? string.Empty;
        var all = new JsonArray([.. page.Values.Select(one => ManagementJson.Instance(one, showInput, history: null))]);
        return Json(all, StatusCodes.Status200OK);
    }

    private static IResult Json(JsonNode json, int statusCode) =>
        Results.Text(json.ToJsonString(ManagementJson.Options), "application/json; charset=utf-8", statusCode: statusCode);

    private JsonArray? History(OrchestrationMetadata metadata, IQueryCollection query) =>
        query.Flag("showHistory") && client is EngineClient engine
            ? HistoryJson.Write(metadata, engine.History(metadata.InstanceId), query.Flag("showHistoryOutput"))
            : null;
}
