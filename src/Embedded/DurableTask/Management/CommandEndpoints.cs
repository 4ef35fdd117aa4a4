using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;

namespace VideoPipeline.Embedded.DurableTask.Management;

/// <summary>Tells instances something: 202 when it was said, 404 when nobody is there, 410 when the instance has ended.</summary>
internal sealed class CommandEndpoints(DurableTaskClient client)
{
    public async Task<IResult> RaiseEventAsync(string instanceId, string eventName, HttpContext http)
    {
        if (!http.Request.HasJsonContentType())
        {
            return Results.Text("Only application/json request content is supported", statusCode: StatusCodes.Status400BadRequest);
        }

        JsonElement? payload;
        try
        {
            payload = await ReadBodyAsync(http.Request);
        }
        catch (JsonException failure)
        {
            return Results.Text($"Invalid JSON content: {failure.Message}", statusCode: StatusCodes.Status400BadRequest);
        }

        return await CommandAsync(
            instanceId, _ => client.RaiseEventAsync(instanceId, eventName, payload, http.RequestAborted), http);
    }

    public Task<IResult> TerminateAsync(string instanceId, HttpContext http) => CommandAsync(
        instanceId, reason => client.TerminateInstanceAsync(instanceId, (object?)reason, http.RequestAborted), http);

    public Task<IResult> SuspendAsync(string instanceId, HttpContext http) => CommandAsync(
        instanceId,
        reason => client.SuspendInstanceAsync(instanceId, reason, http.RequestAborted),
        http,
        unless: OrchestrationRuntimeStatus.Suspended);

    public Task<IResult> ResumeAsync(string instanceId, HttpContext http) => CommandAsync(
        instanceId,
        reason => client.ResumeInstanceAsync(instanceId, reason, http.RequestAborted),
        http,
        unless: OrchestrationRuntimeStatus.Running);

    public async Task<IResult> RewindAsync(string instanceId, HttpContext http)
    {
        switch (await client.GetInstanceAsync(instanceId, http.RequestAborted))
        {
            case null:
                return Results.NotFound();
            case { RuntimeStatus: not OrchestrationRuntimeStatus.Failed }:
                return Results.StatusCode(StatusCodes.Status410Gone);
            default:
                await client.RewindInstanceAsync(instanceId, http.Request.Query["reason"].ToString(), http.RequestAborted);
                return Results.Accepted();
        }
    }

    internal static async Task<JsonElement?> ReadBodyAsync(HttpRequest request)
    {
        using var reader = new StreamReader(request.Body);
        var text = await reader.ReadToEndAsync(request.HttpContext.RequestAborted);
        return string.IsNullOrWhiteSpace(text) ? null : JsonElement.Parse(text);
    }

    private async Task<IResult> CommandAsync(
        string instanceId, Func<string?, Task> command, HttpContext http, OrchestrationRuntimeStatus? unless = null)
    {
        var metadata = await client.GetInstanceAsync(instanceId, http.RequestAborted);
        if (metadata is null)
        {
            return Results.NotFound();
        }

        if (metadata.IsCompleted)
        {
            return Results.StatusCode(StatusCodes.Status410Gone);
        }

        // It is so already; asking again changes nothing.
        if (metadata.RuntimeStatus != unless)
        {
            await command(http.Request.Query["reason"].ToString() is { Length: > 0 } reason ? reason : null);
        }

        return Results.Accepted();
    }
}
