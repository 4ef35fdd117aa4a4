using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace VideoPipeline.Embedded.DurableTask.Management;

/// <summary>Starts orchestrations by name, and finished ones again.</summary>
internal sealed class StartEndpoints(DurableTaskClient client)
{
    public async Task<IResult> StartAsync(string functionName, string? instanceId, HttpContext http)
    {
        JsonElement? input;
        try
        {
            input = await CommandEndpoints.ReadBodyAsync(http.Request);
        }
        catch (JsonException failure)
        {
            throw new ArgumentException($"Invalid JSON content: {failure.Message}", failure);
        }

        var timeout = Seconds(http.Request.Query, "timeout");
        var options = new StartOrchestrationOptions(string.IsNullOrEmpty(instanceId) ? null : instanceId);
        var id = await client.ScheduleNewOrchestrationInstanceAsync(functionName, input, options, http.RequestAborted);
        return timeout is { } patience && await CompletedAsync(id, patience, http) is { } output
            ? output
            : CheckStatus(http, id);
    }

    public async Task<IResult> RestartAsync(string instanceId, HttpContext http)
    {
        var newId = http.Request.Query.Flag("restartWithNewInstanceId", fallback: true);
        return CheckStatus(http, await client.RestartAsync(instanceId, newId, http.RequestAborted));
    }

    private static TimeSpan? Seconds(IQueryCollection query, string name) =>
        query[name].ToString() switch
        {
            "" => null,
            var text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds >= 0
                ? TimeSpan.FromSeconds(seconds)
                : throw new ArgumentException($"'{text}' is no number of seconds for '{name}'.", name),
        };

    private static IResult CheckStatus(HttpContext http, string instanceId)
    {
        var urls = new ManagementUrls(http.Request, instanceId);
        http.Response.Headers.Location = urls.Status;
        http.Response.Headers.RetryAfter = "10";
        return Results.Json(urls.Payload(), ManagementJson.Options, statusCode: StatusCodes.Status202Accepted);
    }

    private async Task<IResult?> CompletedAsync(string instanceId, TimeSpan patience, HttpContext http)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        end.CancelAfter(patience);
        try
        {
            var done = await client.WaitForInstanceCompletionAsync(instanceId, getInputsAndOutputs: true, end.Token);
            return done.RuntimeStatus == OrchestrationRuntimeStatus.Completed
                ? Results.Text(done.SerializedOutput ?? "null", "application/json; charset=utf-8")
                : null;
        }
        catch (OperationCanceledException) when (!http.RequestAborted.IsCancellationRequested)
        {
            return null;
        }
    }
}
