using System.Text.Json;
using Google.Protobuf.WellKnownTypes;
using Microsoft.DurableTask.Protobuf;
using VideoPipeline.Support.TaskHub;
using VideoPipeline.LocalHost.Worker.Protocol;

namespace VideoPipeline.Support.Worker;

/// <summary>Turns and activities as invocations of the worker.</summary>
internal sealed class DurableInvocations(InProcessWorker worker) : HubWorker
{
    public override async Task<HubAnswer> RunOrchestratorAsync(string function, string instanceId, string request)
    {
        if (worker.Find(function) is not { } found)
        {
            return Unknown(function, "orchestrator");
        }

        InvocationResponse response;
        try
        {
            response = await InvokeAsync(found, "orchestrationTrigger", request, instanceId);
        }
        catch (WorkerGoneException) when (worker.Life is not { IsDead: true })
        {
            // A turn that a dead worker leaves behind is asked again, of the next.
            response = await InvokeAsync(found, "orchestrationTrigger", request, instanceId);
        }

        return response.Result.Status == StatusResult.Types.Status.Success
            ? new HubAnswer(response.ReturnValue.String)
            : new HubAnswer(null, new TaskFailureDetails { ErrorMessage = $"Function '{function}' failed with an unhandled exception." });
    }

    public override async Task<HubAnswer> RunActivityAsync(string function, string instanceId, string? input)
    {
        if (worker.Find(function) is not { } found)
        {
            return Unknown(function, "activity");
        }

        InvocationResponse response;
        try
        {
            response = await InvokeAsync(found, "activityTrigger", First(input), instanceId);
        }
        catch (WorkerGoneException e) when (worker.Life is not { IsDead: true })
        {
            return new HubAnswer(null, new TaskFailureDetails { ErrorType = "(unknown)", ErrorMessage = e.Message });
        }

        return response.Result.Status == StatusResult.Types.Status.Success
            ? new HubAnswer(Result(response.ReturnValue))
            : new HubAnswer(null, FailureOf(response.Result.Exception));
    }

    private static HubAnswer Unknown(string function, string kind) => new(
        null,
        new TaskFailureDetails
        {
            ErrorType = "(unknown)",
            ErrorMessage = $"The function '{function}' doesn't exist, is disabled, or is not an {kind} function.",
        },
        IsUnknown: true);

    private Task<InvocationResponse> InvokeAsync(WorkerFunction function, string trigger, string input, string instanceId)
    {
        var request = function.Request(trigger, new TypedData { String = input }, worker.ClientBinding);
        request.TriggerMetadata["instanceId"] = new TypedData { String = instanceId };
        return worker.Channel.InvokeAsync(function.Name, request);
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
        TypedData.DataOneofCase.String => JsonSerializer.Serialize(value.String),
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
        string? Of(string name) => Member(json, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;
        var inner = Member(json, "InnerFailure");
        var details = new TaskFailureDetails
        {
            ErrorType = Of("ErrorType") ?? "(unknown)",
            ErrorMessage = Of("ErrorMessage") ?? "",
            StackTrace = Of("StackTrace"),
            InnerFailure = inner.ValueKind == JsonValueKind.Object ? Details(inner) : null,
        };
        if (Member(json, "Properties") is { ValueKind: JsonValueKind.Object } properties)
        {
            foreach (var property in properties.EnumerateObject())
            {
                details.Properties[property.Name] = Value.Parser.ParseJson(property.Value.GetRawText());
            }
        }

        return details;
    }

    private static JsonElement Member(JsonElement json, string name) =>
        json.EnumerateObject().FirstOrDefault(member => member.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;
}
