using System.Text.Json.Nodes;

namespace VideoPipeline.Functions.FrontDoors;

/// <summary>Errors in the form that OpenAI's clients read, for dialects that document none of their own.</summary>
internal static class DoorErrors
{
    public static JsonObject OpenAiLike(DoorRefusal refusal)
    {
        var (type, code) = Code(refusal);
        var error = new JsonObject { ["message"] = MessageOf(refusal), ["type"] = type, ["code"] = code };
        if (refusal.Field is { } field)
        {
            error["param"] = field;
        }

        return new JsonObject { ["error"] = error };
    }

    /// <summary>With the field in front, where one is to blame.</summary>
    public static string MessageOf(DoorRefusal refusal) => refusal.Field is { } field ? $"{field}: {refusal.Message}" : refusal.Message;

    private static (string Type, string Code) Code(DoorRefusal refusal) => refusal.Kind switch
    {
        DoorRefusalKind.InvalidKey => ("authentication_error", "invalid_api_key"),
        DoorRefusalKind.InsufficientBalance => ("insufficient_balance_error", "insufficient_balance"),
        DoorRefusalKind.TaskNotFound => ("invalid_request_error", "task_not_found"),
        DoorRefusalKind.WrongMethod => ("invalid_request_error", "method_not_allowed"),
        DoorRefusalKind.NotCancellable => ("invalid_request_error", "task_not_cancellable"),
        DoorRefusalKind.KeyConflict => ("invalid_request_error", "idempotency_conflict"),
        DoorRefusalKind.BodyTooLarge => ("invalid_request_error", "body_too_large"),
        DoorRefusalKind.InvalidBody => ("invalid_request_error", "invalid_request"),
        DoorRefusalKind.ServerError => ("server_error", "internal_error"),
        _ when refusal.Field == "model" => ("invalid_request_error", "model_not_found"),
        _ => ("invalid_request_error", "invalid_parameter"),
    };
}
