using VideoPipeline.Simulator.Admin;
using VideoPipeline.Simulator.Faults;
using VideoPipeline.Simulator.Tasks;

namespace VideoPipeline.Simulator.Serving;

/// <summary>The calls that every dialect offers under its own paths.</summary>
internal sealed class DialectEndpoints(SubmitEndpoint submit, StatusEndpoint status, CancelEndpoint cancel)
{
    public RequestDelegate Submit(IDialect dialect) => http => submit.HandleAsync(http, dialect);

    /// <summary>A status call; the task id is the route value or the query value <c>task_id</c>.</summary>
    public RequestDelegate Status(IDialect dialect, StatusWriter? writer = null) =>
        http => status.HandleAsync(http, dialect, TaskIdOf(http), writer ?? dialect.Status);

    public RequestDelegate Cancel(IDialect dialect) => http => cancel.HandleAsync(http, dialect, TaskIdOf(http));

    private static string TaskIdOf(HttpContext http) =>
        http.GetRouteValue("task_id") as string ?? http.Request.Query["task_id"].ToString();
}

/// <summary>Cancels a task that has not begun to run.</summary>
internal sealed class CancelEndpoint(Bearer bearer, TaskStore tasks, Balances balances, Journal journal, TimeProvider time)
{
    public Task HandleAsync(HttpContext http, IDialect dialect, string taskId)
    {
        journal.Of(dialect.Name).Cancel();
        if (bearer.AccountOf(http.Request) is not { } account)
        {
            return Answers.RefuseAsync(http, dialect, Refusals.InvalidKey);
        }

        if (tasks.Find(dialect.Name, taskId) is not { } task || task.Origin.Account != account)
        {
            return Answers.RefuseAsync(http, dialect, Refusals.TaskNotFound);
        }

        if (task.FaultOf(FaultKind.CancelRefused) is not null)
        {
            return Answers.RefuseAsync(http, dialect, Refusals.CancelNotSupported);
        }

        var now = time.GetUtcNow();
        if (TaskLife.PhaseAt(task, now) != TaskPhase.Queued)
        {
            return Answers.RefuseAsync(http, dialect, Refusals.NotCancellable);
        }

        task.Cancel(now);
        balances.Settle(task, 0m);
        var cancelled = new TaskView(TaskPhase.Cancelled, 0, now, new TaskFailure("task_cancelled", "The task was cancelled."));
        return Answers.WriteAsync(http, StatusCodes.Status200OK, dialect.Status(task, cancelled));
    }
}

internal static class Refusals
{
    public static readonly Refusal InvalidKey = new(401, RefusalKind.InvalidKey, "The API key is missing or invalid");
    public static readonly Refusal TaskNotFound = new(404, RefusalKind.TaskNotFound, "The task does not exist");
    public static readonly Refusal InsufficientBalance = new(402, RefusalKind.InsufficientBalance, "Insufficient balance");
    public static readonly Refusal NotCancellable = new(409, RefusalKind.TaskNotCancellable, "Only a queued task can be cancelled");
    public static readonly Refusal CancelNotSupported = new(400, RefusalKind.CancelNotSupported, "This task cannot be cancelled");
    public static readonly Refusal Moderated = new(400, RefusalKind.Moderation, "The prompt may contain sensitive information");
}
