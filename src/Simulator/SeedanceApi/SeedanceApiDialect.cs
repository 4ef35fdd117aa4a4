using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using VideoPipeline.Simulator.Serving;
using VideoPipeline.Simulator.Tasks;

namespace VideoPipeline.Simulator.SeedanceApi;

/// <summary>seedanceapi: billed in credits at once, with callbacks; a failed task keeps its credits.</summary>
internal sealed class SeedanceApiDialect(SeedanceApiRules rules) : IDialect
{
    public string Name => "seedanceapi";

    public bool RefundsFailures => false;

    public Reading Read(JsonElement body) => rules.Read(body);

    public string NewTaskId(VideoOrder order, Guid id)
    {
        var suffix = order.Model switch
        {
            SeedanceApiPrices.Mini => "sd2m",
            "seedance-2.0-fast" => "sd20f",
            _ => "sd20",
        };
        return $"n{id:N}{suffix}";
    }

    public JsonObject Created(VideoTask task) => Enveloped(
        new SeedanceApiCreated(task.Id, "IN_PROGRESS", task.Order.PriceAt(1m).Amount));

    public JsonObject Status(VideoTask task, TaskView view) => Enveloped(new SeedanceApiStatus(
        task.Id,
        view.StatusText ?? Word(view.Phase),
        view.Phase == TaskPhase.Succeeded ? view.Bill?.Amount : (view.Bill ?? task.Order.PriceAt(1m)).Amount,
        task.CreatedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        task.Order.Echo,
        view.VideoUrl is { } url ? [url] : [],
        view.Failure?.Message));

    public JsonObject Error(Refusal refusal)
    {
        var message = refusal.Field is null ? refusal.Message : $"{refusal.Field}: {refusal.Message}";
        return Answers.ToJson(new SeedanceApiErrorBody(refusal.Status, message, new SeedanceApiError(Code(refusal), message)));
    }

    public JsonObject ResultHolder(JsonObject status) => status["data"] as JsonObject ?? status;

    public void Map(IEndpointRouteBuilder routes, DialectEndpoints endpoints)
    {
        foreach (var prefix in (string[])["/seedanceapi/v2", "/v2"])
        {
            routes.MapPost($"{prefix}/generate", endpoints.Submit(this));
            routes.MapGet($"{prefix}/status", endpoints.Status(this));
        }
    }

    private static JsonObject Enveloped<T>(T data) => Answers.ToJson(new SeedanceApiAnswer<T>(200, "success", data));

    private static string Word(TaskPhase phase) => phase switch
    {
        TaskPhase.Queued or TaskPhase.Running => "IN_PROGRESS",
        TaskPhase.Succeeded => "SUCCESS",
        _ => "FAILED",
    };

    private static string Code(Refusal refusal) => refusal.Code ?? (refusal.Kind, refusal.Field) switch
    {
        (RefusalKind.InvalidField, "prompt") => "INVALID_PROMPT",
        (RefusalKind.InvalidField, "aspect_ratio") => "INVALID_ASPECT_RATIO",
        (RefusalKind.InvalidField, "duration") => "INVALID_DURATION",
        (RefusalKind.Moderation, _) => "INVALID_PROMPT",
        (RefusalKind.InvalidKey, _) => "INVALID_API_KEY",
        (RefusalKind.InsufficientBalance, _) => "INSUFFICIENT_CREDITS",
        (RefusalKind.TaskNotFound, _) => "TASK_NOT_FOUND",
        (RefusalKind.RateLimited, _) => "RATE_LIMITED",
        (RefusalKind.ServerError, _) => "INTERNAL_ERROR",
        (RefusalKind.UnknownFault, _) => "SIMULATOR_UNKNOWN_FAULT",
        _ => "INVALID_PARAMETER",
    };
}
