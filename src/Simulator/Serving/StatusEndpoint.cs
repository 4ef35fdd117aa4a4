using System.Text.Json.Nodes;
using VideoPipeline.Simulator.Admin;
using VideoPipeline.Simulator.Faults;
using VideoPipeline.Simulator.Tasks;

namespace VideoPipeline.Simulator.Serving;

/// <summary>Writes the status of a task as one of a dialect's endpoints shows it.</summary>
internal delegate JsonObject StatusWriter(VideoTask task, TaskView view);

/// <summary>Answers status calls, and distorts the answers that a fault asks to have distorted.</summary>
internal sealed class StatusEndpoint(Bearer bearer, TaskStore tasks, Balances balances, Journal journal, TimeProvider time)
{
    public Task HandleAsync(HttpContext http, IDialect dialect, string taskId, StatusWriter write)
    {
        journal.Of(dialect.Name).Poll();
        if (bearer.AccountOf(http.Request) is not { } account)
        {
            return Answers.RefuseAsync(http, dialect, Refusals.InvalidKey);
        }

        if (tasks.Find(dialect.Name, taskId) is not { } task || task.Origin.Account != account)
        {
            return Answers.RefuseAsync(http, dialect, Refusals.TaskNotFound);
        }

        task.CountPoll();
        if (task.FaultOf(FaultKind.Forgets) is not null && task.HasShownSuccess)
        {
            return Answers.RefuseAsync(http, dialect, Refusals.TaskNotFound);
        }

        return Distorted(http, dialect, task) ?? AnswerAsync(http, dialect, task, write);
    }

    /// <summary>The status body of a view, with the result where the view says that it goes.</summary>
    public static JsonObject Body(IDialect dialect, VideoTask task, TaskView view, StatusWriter write)
    {
        var shown = view.ResultShape is null ? view : view with { VideoUrl = null };
        var body = write(task, shown);
        if (view is { ResultShape: { } shape, VideoUrl: { } url })
        {
            Place(dialect.ResultHolder(body), shape, url, task);
        }

        return body;
    }

    // Where resellers of this family have been seen to put it, besides where they document it.
    private static void Place(JsonObject holder, string shape, string url, VideoTask task)
    {
        (string Name, JsonNode Value) place = shape switch
        {
            "video" => ("video", Described(task, url)),
            "videos" => ("videos", new JsonArray(Described(task, url))),
            "output" => ("output", url),
            "output-list" => ("output", new JsonArray(url)),
            "output-url" => ("output", new JsonObject { ["url"] = url }),
            "output-videos" => ("output", new JsonObject { ["videos"] = new JsonArray(Described(task, url)) }),
            "metadata" => ("metadata", new JsonObject { ["url"] = url }),
            "results" => ("results", new JsonArray(new JsonObject { ["url"] = url })),
            "result-json" => ("resultJson", new JsonObject { ["video_url"] = url }.ToJsonString()),
            "relative" => ("video_url", new Uri(url).PathAndQuery),
            _ => (shape, url),
        };
        holder[place.Name] = place.Value;
    }

    private static JsonObject Described(VideoTask task, string url)
    {
        var (longer, shorter) = VideoTokens.Frame(task.Order.Resolution);
        return new JsonObject
        {
            ["url"] = url,
            ["duration"] = task.Order.Seconds,
            ["width"] = task.Order.Portrait ? shorter : longer,
            ["height"] = task.Order.Portrait ? longer : shorter,
        };
    }

    private Task AnswerAsync(HttpContext http, IDialect dialect, VideoTask task, StatusWriter write)
    {
        var view = TaskLife.At(task, time.GetUtcNow());
        if (view.IsFinal)
        {
            balances.Settle(task, Billing.Charged(dialect, task, view));
        }

        if (task.TakesTurn(FaultKind.UnknownStatus, out var fault))
        {
            view = new TaskView(TaskPhase.Running, 50, StatusText: fault.Text("as"));
        }

        if (view.Phase == TaskPhase.Succeeded)
        {
            view = view with
            {
                StatusText = task.FaultOf(FaultKind.StateWord)?.Text("as"),
                VideoUrl = task.FaultOf(FaultKind.LinkOnce) is not null && task.HasShownSuccess ? null : view.VideoUrl,
            };
            task.HasShownSuccess = true;
        }

        var body = Body(dialect, task, view, write);
        var answer = task.FaultOf(FaultKind.Wrapped) is null ? body : Answers.Wrap(body, task.Id, Shout(view));
        return task.FaultOf(FaultKind.Packed) is { } packed
            ? Answers.WritePackedAsync(http, answer, packed.Text("as"))
            : Answers.WriteAsync(http, StatusCodes.Status200OK, answer);
    }

    private static Task? Distorted(HttpContext http, IDialect dialect, VideoTask task)
    {
        foreach (var candidate in task.Faults)
        {
            if (candidate.Stage != FaultStage.Poll || candidate.Kind is FaultKind.UnknownStatus or FaultKind.CancelRefused
                || !task.TakesTurn(candidate.Kind, out var fault))
            {
                continue;
            }

            return fault.Kind switch
            {
                FaultKind.PollRateLimited => Answers.RefuseForNowAsync(http, dialect, fault),
                FaultKind.PollNotFound => Answers.RefuseAsync(http, dialect, Refusals.TaskNotFound),
                FaultKind.PollErrorCode => Answers.WriteAsync(http, StatusCodes.Status200OK, dialect.Error(Refusals.Broken)),
                FaultKind.PollUnreadable => Answers.WriteUnreadableAsync(http),
                FaultKind.PollReset => Answers.ResetAsync(http),
                FaultKind.PollMoved => Moved(http, fault),
                FaultKind.PollHang => Answers.HangAsync(http, fault),
                _ => Answers.FailAsync(http, dialect, fault.Status),
            };
        }

        return null;
    }

    private static Task Moved(HttpContext http, Fault fault)
    {
        http.Response.StatusCode = fault.Status;
        http.Response.Headers.Location = fault.Text("to") is { Length: > 0 } to ? to : $"{http.Request.Path}";
        return Task.CompletedTask;
    }

    private static string Shout(TaskView view) => view.StatusText ?? view.Phase switch
    {
        TaskPhase.Queued => "QUEUED",
        TaskPhase.Running => "IN_PROGRESS",
        TaskPhase.Succeeded => "SUCCESS",
        _ => "FAILURE",
    };
}

/// <summary>What the simulator takes for a task, whatever it reports.</summary>
internal static class Billing
{
    public static decimal Charged(IDialect dialect, VideoTask task, TaskView view) => view.Phase switch
    {
        TaskPhase.Queued or TaskPhase.Running => 0m,
        _ when view.Bill is { } bill => bill.Amount,
        TaskPhase.Succeeded => task.Order.PriceAt(1m).Amount,
        _ => dialect.RefundsFailures ? 0m : task.Order.PriceAt(1m).Amount,
    };
}
