using System.Text.Json;
using System.Text.Json.Nodes;
using VideoPipeline.Simulator.Faults;
using VideoPipeline.Simulator.Serving;
using VideoPipeline.Simulator.Tasks;

namespace VideoPipeline.Simulator.TokenLab;

/// <summary>tokenlab: billed by tokens at the CNY price, polled at the poll_url that it gives, cancellable while queued.</summary>
internal sealed class TokenLabDialect(TokenLabRules rules) : IDialect
{
    public string Name => "tokenlab";

    public Reading Read(JsonElement body) => rules.Read(body);

    public string NewTaskId(VideoOrder order, Guid id) => $"task_{id:N}";

    public JsonObject Created(VideoTask task)
    {
        var pollUrl = (task.FaultOf(FaultKind.ForeignPollUrl)?.Text("url") ?? "/v1/tasks/") + task.Id;
        return Answers.ToJson(new TokenLabCreated(task.Id, task.Id, "pending", pollUrl, task.Order.Model));
    }

    public JsonObject Status(VideoTask task, TaskView view)
    {
        var isCancelled = view.Phase == TaskPhase.Cancelled;
        var isTold = task.FaultOf(FaultKind.OverBilled) is not null || task.FaultOf(FaultKind.FailedBilled) is not null;
        return Answers.ToJson(new TokenLabTask(
            task.Id,
            task.Id,
            view.StatusText ?? Word(view.Phase),
            task.Order.Model,
            view.Progress,
            task.CreatedAt.ToUnixTimeSeconds(),
            view.VideoUrl,
            isTold && view.Bill is { } bill ? new TokenLabUsage((long)bill.Quantity, (long)bill.Quantity) : null,
            ErrorOf(task, view),
            isCancelled ? true : null,
            isCancelled ? "cancelled" : null));
    }

    public JsonObject Error(Refusal refusal)
    {
        var (type, code) = Code(refusal);
        var message = refusal.Field is null ? refusal.Message : $"{refusal.Field}: {refusal.Message}";
        return Answers.ToJson(new TokenLabErrorBody(new TokenLabError(message, type, code, refusal.Field)));
    }

    public void Map(IEndpointRouteBuilder routes, DialectEndpoints endpoints)
    {
        // Also at the root: poll_url is relative to the origin, so a client that follows it leaves the prefix.
        foreach (var prefix in (string[])["/tokenlab/v1", "/v1"])
        {
            routes.MapPost($"{prefix}/videos/generations", endpoints.Submit(this));
            routes.MapGet($"{prefix}/tasks/{{task_id}}", endpoints.Status(this));
            routes.MapDelete($"{prefix}/tasks/{{task_id}}", endpoints.Cancel(this));
        }
    }

    private static JsonNode? ErrorOf(VideoTask task, TaskView view)
    {
        if (view.Failure is not { } failure || view.Phase == TaskPhase.Cancelled)
        {
            return null;
        }

        return task.FaultOf(FaultKind.Failed)?.Text("form") == "string"
            ? JsonValue.Create(failure.Message)
            : new JsonObject { ["code"] = failure.Code, ["message"] = failure.Message };
    }

    private static string Word(TaskPhase phase) => phase switch
    {
        TaskPhase.Queued => "pending",
        TaskPhase.Running => "processing",
        TaskPhase.Succeeded => "completed",
        _ => "failed",
    };

    private static (string Type, string Code) Code(Refusal refusal) => refusal.Kind switch
    {
        RefusalKind.InvalidKey => ("authentication_error", "invalid_api_key"),
        RefusalKind.InsufficientBalance => ("billing_error", "insufficient_balance"),
        RefusalKind.TaskNotFound => ("invalid_request_error", "task_not_found"),
        RefusalKind.TaskNotCancellable => ("invalid_request_error", "task_not_cancellable"),
        RefusalKind.CancelNotSupported => ("invalid_request_error", "unsupported_task_cancel"),
        RefusalKind.RateLimited => ("rate_limit_error", "rate_limit_exceeded"),
        RefusalKind.Moderation => ("invalid_request_error", "content_policy_violation"),
        RefusalKind.ServerError => ("server_error", "internal_error"),
        RefusalKind.UnknownFault => ("invalid_request_error", "simulator_unknown_fault"),
        RefusalKind.InvalidField when refusal.Field == "model" => ("invalid_request_error", "model_not_found"),
        _ => ("invalid_request_error", "invalid_parameter"),
    };
}
