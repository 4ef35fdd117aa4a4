namespace VideoPipeline.Providers.Answers;

/// <summary>Reads every spelling of a task's state that the resellers use.</summary>
internal static class TaskStates
{
    public static TaskState Read(string? word) => word?.Trim().ToLowerInvariant().Replace('-', '_').Replace(' ', '_') switch
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
