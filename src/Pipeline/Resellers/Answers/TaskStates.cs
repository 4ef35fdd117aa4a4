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
        "queued" or "pending" or "submitted" or "created" or "waiting" or "not_start" or "in_queue" => TaskState.Queued,
        "running" or "processing" or "in_progress" or "generating" => TaskState.Running,
        "succeeded" or "success" or "successful" or "completed" or "complete" or "done" or "finished" => TaskState.Succeeded,
        "failed" or "failure" => TaskState.Failed,
        "cancelled" or "canceled" => TaskState.Cancelled,
        "expired" => TaskState.Expired,
        _ => TaskState.Unknown,
    };
}
