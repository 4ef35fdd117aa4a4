using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using VideoPipeline.Simulator.Serving;
using VideoPipeline.Simulator.Tasks;

namespace VideoPipeline.Simulator.Gogogotoken;

/// <summary>gogogotoken: billed by tokens in USD; an OpenAI-compatible twin shows the same tasks.</summary>
internal sealed class GogogotokenDialect(GogogotokenRules rules) : IDialect
{
    public string Name => "gogogotoken";

    public Reading Read(JsonElement body) => rules.Read(body);

    public string NewTaskId(VideoOrder order, Guid id) => $"task_{id:N}";

    public JsonObject Created(VideoTask task) => Answers.ToJson(Bare(task, "queued", 0));

    public JsonObject Status(VideoTask task, TaskView view) =>
        Answers.ToJson(Bare(task, view.StatusText ?? Word(view.Phase), view.Progress) with
        {
            Output = Output(view),
            Usage = Usage(view),
            Error = Error(view),
        });

    public JsonObject Error(Refusal refusal)
    {
        var message = refusal.Field is null ? refusal.Message : $"{refusal.Field}: {refusal.Message}";
        return Answers.ToJson(new GogogotokenErrorBody(new GogogotokenError(message, Code(refusal))));
    }

    public void Map(IEndpointRouteBuilder routes, DialectEndpoints endpoints)
    {
        foreach (var prefix in (string[])["/gogogotoken/v1", "/v1"])
        {
            routes.MapPost($"{prefix}/video/generations", endpoints.Submit(this));
            routes.MapGet($"{prefix}/video/generations/{{task_id}}", endpoints.Status(this));
            routes.MapGet($"{prefix}/videos/{{task_id}}", endpoints.Status(this, Twin));
        }
    }

    private static JsonObject Twin(VideoTask task, TaskView view) => Answers.ToJson(new OpenAiVideo(
        task.Id,
        "video",
        task.CreatedAt.ToUnixTimeSeconds(),
        view.CompletedAt?.ToUnixTimeSeconds(),
        task.Order.Model,
        view.StatusText ?? (view.Phase == TaskPhase.Running ? "in_progress" : Word(view.Phase)),
        view.Progress,
        task.Order.Seconds.ToString(CultureInfo.InvariantCulture),
        (string)task.Order.Echo["size"],
        Output(view),
        Usage(view),
        Error(view)));

    private static GogogotokenTask Bare(VideoTask task, string status, int progress) =>
        new(task.Id, task.Id, "video", task.Order.Model, status, progress);

    private static GogogotokenOutput? Output(TaskView view) =>
        view.Phase == TaskPhase.Succeeded ? new GogogotokenOutput(view.VideoUrl) : null;

    private static GogogotokenUsage? Usage(TaskView view) =>
        view.Bill is { } bill ? new GogogotokenUsage((long)bill.Quantity, (long)bill.Quantity) : null;

    private static GogogotokenError? Error(TaskView view) =>
        view.Failure is { } failure ? new GogogotokenError(failure.Message, failure.Code) : null;

    private static string Word(TaskPhase phase) =>
        phase == TaskPhase.Succeeded ? "completed" : phase.ToString().ToLowerInvariant();

    private static string Code(Refusal refusal) => refusal.Kind switch
    {
        RefusalKind.InvalidKey => "invalid_api_key",
        RefusalKind.InsufficientBalance => "insufficient_quota",
        RefusalKind.TaskNotFound => "task_not_found",
        RefusalKind.RateLimited => "rate_limit_exceeded",
        RefusalKind.Moderation => "InputTextSensitiveContentDetected",
        RefusalKind.ServerError => "internal_error",
        RefusalKind.UnknownFault => "simulator_unknown_fault",
        RefusalKind.InvalidField when refusal.Field == "model" => "model_not_found",
        _ => "invalid_request",
    };
}
