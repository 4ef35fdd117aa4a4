using System.Text.Json;
using Microsoft.DurableTask.Protobuf;
using VideoPipeline.Support.TaskHub;
using VideoPipeline.Support.Worker.Protocol;

namespace VideoPipeline.Support.Worker;

/// <summary>Turns and activities as invocations of the worker.</summary>
internal sealed class DurableInvocations(InProcessWorker worker) : HubWorker
{
    public override async Task<HubAnswer> RunOrchestratorAsync(string function, string instanceId, string request)
    {
        if (worker.Find(function) is not { } found)
        {
            return new HubAnswer(null, new TaskFailureDetails
            {
                ErrorType = "(unknown)",
                ErrorMessage = $"The function '{function}' doesn't exist, is disabled, or is not an orchestrator function.",
            });
        }

        var response = await worker.Channel.InvokeAsync(
            function, With(found.Request("orchestrationTrigger", new TypedData { String = request }, worker.ClientBinding), instanceId));
        return response.Result.Status == StatusResult.Types.Status.Success
            ? new HubAnswer(response.ReturnValue.String)
            : new HubAnswer(null, FailureOf(response.Result.Exception));
    }

    public override async Task<HubAnswer> RunActivityAsync(string function, string instanceId, string? input)
    {
        if (worker.Find(function) is not { } found)
        {
            return new HubAnswer(null, new TaskFailureDetails
            {
                ErrorType = "(unknown)",
                ErrorMessage = $"The function '{function}' doesn't exist, is disabled, or is not an activity function.",
            });
        }

        var response = await worker.Channel.InvokeAsync(
            function, With(found.Request("activityTrigger", new TypedData { String = First(input) }, worker.ClientBinding), instanceId));
        return response.Result.Status == StatusResult.Types.Status.Success
            ? new HubAnswer(Result(response.ReturnValue))
            : new HubAnswer(null, FailureOf(response.Result.Exception));
    }

    private static InvocationRequest With(InvocationRequest request, string instanceId)
    {
        request.TriggerMetadata["instanceId"] = new TypedData { String = instanceId };
        return request;
    }

    // The framework wraps what an activity is given into a list of one.
    private static string First(string? input)
    {
        using var list = JsonDocument.Parse(input ?? "[null]");
        return list.RootElement.ValueKind == JsonValueKind.Array && list.RootElement.GetArrayLength() == 1
            ? list.RootElement[0].GetRawText()
            : list.RootElement.GetRawText();
    }

    private static string? Result(TypedData? value) => value?.DataCase switch
    {
        TypedData.DataOneofCase.Json => value.Json,
        TypedData.DataOneofCase.String => IsJson(value.String) ? value.String : JsonSerializer.Serialize(value.String),
        TypedData.DataOneofCase.Int => JsonSerializer.Serialize(value.Int),
        TypedData.DataOneofCase.Double => JsonSerializer.Serialize(value.Double),
        _ => null,
    };

    private static bool IsJson(string text)
    {
        try
        {
            JsonDocument.Parse(text).Dispose();
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    // "Type: message" and further lines, or the extension's own JSON.
    private static TaskFailureDetails FailureOf(RpcException? exception)
    {
        var text = exception?.Message ?? "";
        if (text.StartsWith('{') && IsJson(text))
        {
            return Details(JsonDocument.Parse(text).RootElement);
        }

        var colon = text.IndexOf(": ", StringComparison.Ordinal);
        var line = text.IndexOf('\n', StringComparison.Ordinal);
        return new TaskFailureDetails
        {
            ErrorType = colon < 0 ? "(unknown)" : text[..colon].Trim(),
            ErrorMessage = colon < 0 ? text : text[(colon + 2)..(line > colon ? line : text.Length)].Trim(),
            StackTrace = exception?.StackTrace,
        };
    }

    private static TaskFailureDetails Details(JsonElement json)
    {
        string? Of(string name) => json.EnumerateObject().FirstOrDefault(p => p.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Value
            is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;
        var inner = json.EnumerateObject().FirstOrDefault(p => p.Name.Equals("InnerFailure", StringComparison.OrdinalIgnoreCase)).Value;
        return new TaskFailureDetails
        {
            ErrorType = Of("ErrorType") ?? "(unknown)",
            ErrorMessage = Of("ErrorMessage") ?? "",
            StackTrace = Of("StackTrace"),
            InnerFailure = inner.ValueKind == JsonValueKind.Object ? Details(inner) : null,
        };
    }
}
