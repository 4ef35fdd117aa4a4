namespace VideoPipeline.Resellers.Answers;

/// <summary>Reads every spelling of a task's state that the resellers use.</summary>
internal static class TaskStates
{
    /// <param name="own">Words of one reseller alone.</param>
    public static TaskState Read(string? word, IReadOnlyDictionary<string, TaskState> own) =>
        word?.Trim().ToLowerInvariant().Replace('-', '_').Replace(' ', '_') is { } plain
            ? own.TryGetValue(plain, out var state) ? state : Shared(plain)
            : TaskState.Unknown;

    private static TaskState Shared(string word) => word switch
    {
        "queued" or "queueing" or "pending" or "submitted" or "created" or "waiting" or "not_start" or "not_started" or "in_queue" => TaskState.Queued,
        "running" or "processing" or "in_progress" or "inprogress" or "generating" or "started" => TaskState.Running,
        "succeeded" or "succeed" or "success" or "successful" or "completed" or "complete" or "done" or "finished" or "finish" or "ready" => TaskState.Succeeded,
        "failed" or "fail" or "failure" or "error" or "errored" or "timeout" or "timed_out" or "rejected" => TaskState.Failed,
        "cancelled" or "canceled" => TaskState.Cancelled,
        "expired" => TaskState.Expired,
        _ => TaskState.Unknown,
    };
}
