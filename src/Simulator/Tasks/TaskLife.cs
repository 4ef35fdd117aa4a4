using VideoPipeline.Simulator.Faults;

namespace VideoPipeline.Simulator.Tasks;

/// <summary>The state machine queued → running → ended, as a pure function of a task and the time.</summary>
internal static class TaskLife
{
    public static DateTimeOffset RunsAt(VideoTask task) => task.CreatedAt + task.Origin.Queue;

    /// <summary>When the task ends; null when it never does.</summary>
    public static DateTimeOffset? EndsAt(VideoTask task)
    {
        if (task.FaultOf(FaultKind.Stuck) is not null)
        {
            return null;
        }

        var generation = task.FaultOf(FaultKind.Late) is { } late ? late.Seconds : task.Origin.Generation;
        var slow = task.FaultOf(FaultKind.Slow)?.Seconds ?? TimeSpan.Zero;
        return RunsAt(task) + generation + slow;
    }

    public static TaskPhase PhaseAt(VideoTask task, DateTimeOffset now)
    {
        if (task.CancelledAt <= now && task.FaultOf(FaultKind.Late) is null)
        {
            return TaskPhase.Cancelled;
        }

        if (EndsAt(task) <= now)
        {
            return EndOf(task);
        }

        return RunsAt(task) <= now ? TaskPhase.Running : TaskPhase.Queued;
    }

    public static TaskView At(VideoTask task, DateTimeOffset now)
    {
        var phase = PhaseAt(task, now);
        return phase switch
        {
            TaskPhase.Queued => new TaskView(phase, 0),
            TaskPhase.Running => new TaskView(phase, ProgressAt(task, now)),
            _ => Ended(task, phase),
        };
    }

    /// <summary>The view that a task has once it succeeded, whatever the time is.</summary>
    public static TaskView Success(VideoTask task) => new(
        TaskPhase.Succeeded,
        100,
        EndsAt(task),
        Bill: BillOf(task),
        VideoUrl: VideoUrl(task),
        CoverUrl: $"{task.Origin.Url}/assets/{task.Id}/cover.jpg",
        ResultShape: task.FaultOf(FaultKind.ResultShape)?.Text("as"));

    private static Bill? BillOf(VideoTask task) => task.FaultOf(FaultKind.NoUsage) is null
        ? task.Order.PriceAt(task.FaultOf(FaultKind.OverBilled)?.Factor ?? 1m)
        : null;

    private static TaskView Ended(VideoTask task, TaskPhase phase) => phase switch
    {
        TaskPhase.Succeeded => Success(task),
        TaskPhase.Cancelled => new TaskView(
            phase, 0, task.CancelledAt ?? EndsAt(task), new TaskFailure("task_cancelled", "The task was cancelled.")),
        TaskPhase.Expired => new TaskView(
            phase, 0, EndsAt(task), new TaskFailure("task_expired", "The task expired before it was finished.")),
        _ => new TaskView(phase, ProgressOf(task), EndsAt(task), FailureOf(task), PartOf(task)),
    };

    private static TaskPhase EndOf(VideoTask task)
    {
        foreach (var fault in task.Faults)
        {
            switch (fault.Kind)
            {
                case FaultKind.Failed or FaultKind.FailedBilled or FaultKind.Moderation:
                    return TaskPhase.Failed;
                case FaultKind.Cancelled:
                    return TaskPhase.Cancelled;
                case FaultKind.Expired:
                    return TaskPhase.Expired;
            }
        }

        return TaskPhase.Succeeded;
    }

    private static TaskFailure FailureOf(VideoTask task) => task.FaultOf(FaultKind.Moderation) is not null
        ? new(
            "OutputVideoSensitiveContentDetected",
            "The request failed because the output video may contain sensitive information.")
        : new("InternalServiceError", "The service encountered an unexpected internal error.");

    private static Bill? PartOf(VideoTask task) =>
        task.FaultOf(FaultKind.FailedBilled) is { } fault ? task.Order.PriceAt(fault.Part) : null;

    private static int ProgressOf(VideoTask task) =>
        task.FaultOf(FaultKind.FailedBilled) is { } fault ? (int)(fault.Part * 100) : 0;

    private static int ProgressAt(VideoTask task, DateTimeOffset now)
    {
        var whole = EndsAt(task) is { } end ? end - RunsAt(task) : TimeSpan.FromDays(1);
        return (int)Math.Clamp(100 * ((now - RunsAt(task)) / whole), 1, 99);
    }

    private static string? VideoUrl(VideoTask task)
    {
        if (task.FaultOf(FaultKind.MissingUrl) is not null)
        {
            return null;
        }

        return task.FaultOf(FaultKind.PrivateUrl)?.Text("url") ?? $"{task.Origin.Url}/assets/{task.Id}/video.mp4";
    }
}
