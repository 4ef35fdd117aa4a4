using System.Text.Json;
using System.Text.Json.Nodes;
using VideoPipeline.Simulator.Serving;
using VideoPipeline.Simulator.Tasks;

namespace VideoPipeline.Simulator.TokenHub;

/// <summary>tokenhub: seconds of output billed in USD, one endpoint for tasks.</summary>
internal sealed class TokenHubDialect(TokenHubRules rules) : IDialect
{
    public string Name => "tokenhub";

    public Reading Read(JsonElement body) => rules.Read(body);

    public string NewTaskId(VideoOrder order, Guid id) => id.ToString();

    public JsonObject Created(VideoTask task) => Answers.ToJson(Bare(task, "queued"));

    public JsonObject Status(VideoTask task, TaskView view) => Answers.ToJson(Bare(task, view.StatusText ?? Word(view.Phase)) with
    {
        Data = view.Phase == TaskPhase.Succeeded ? [new TokenHubOutput(view.VideoUrl, view.CoverUrl)] : null,
        Usage = view.Bill is { } bill ? new TokenHubUsage(bill.Quantity) : null,
        Error = view.Failure is { } failure ? new TokenHubError(failure.Message, "task_error", failure.Code) : null,
    });

    public JsonObject Error(Refusal refusal)
    {
        var (type, code) = Code(refusal);
        var message = refusal.Field is null ? refusal.Message : $"{refusal.Field}: {refusal.Message}";
        return Answers.ToJson(new TokenHubErrorBody(new TokenHubError(message, type, code, refusal.Field)));
    }

    public JsonObject ResultHolder(JsonObject status) =>
        status["data"] is JsonArray data && data[0] is JsonObject output ? output : status;

    public void Map(IEndpointRouteBuilder routes, DialectEndpoints endpoints)
    {
        foreach (var prefix in (string[])["/tokenhub/api/v1", "/api/v1"])
        {
            routes.MapPost($"{prefix}/videos/generations", endpoints.Submit(this));
            routes.MapGet($"{prefix}/videos/generations/{{task_id}}", endpoints.Status(this));
        }
    }

    private static TokenHubTask Bare(VideoTask task, string status) =>
        new(task.Id, "video.generation.task", task.Order.Model, status, task.CreatedAt.ToUnixTimeSeconds());

    private static string Word(TaskPhase phase) => phase.ToString().ToLowerInvariant();

    private static (string Type, string Code) Code(Refusal refusal) => refusal.Kind switch
    {
        RefusalKind.InvalidKey => ("authentication_error", "invalid_api_key"),
        RefusalKind.InsufficientBalance => ("insufficient_quota", "insufficient_balance"),
        RefusalKind.TaskNotFound => ("invalid_request_error", "task_not_found"),
        RefusalKind.RateLimited => ("rate_limit_error", "rate_limit_exceeded"),
        RefusalKind.Moderation => ("invalid_request_error", "InputTextSensitiveContentDetected"),
        RefusalKind.ServerError => ("server_error", "internal_error"),
        RefusalKind.UnknownFault => ("invalid_request_error", "simulator_unknown_fault"),
        RefusalKind.InvalidField when refusal.Field == "model" => ("invalid_request_error", "model_not_found"),
        _ => ("invalid_request_error", "invalid_parameter"),
    };
}
