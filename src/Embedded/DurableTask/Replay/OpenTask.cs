using Microsoft.DurableTask;

namespace VideoPipeline.Embedded.DurableTask.Replay;

/// <summary>A task that the orchestrator waits for, or at least has not seen the end of.</summary>
internal sealed class OpenTask(int id, string name) : TaskCompletionSource<string?>
{
    public int Id { get; } = id;

    public string Name { get; } = name;
}

/// <summary>A failed task, with what the public exception is made of and what decides about a retry.</summary>
internal sealed class TaskFailure(int taskId, string? reason, TaskFailureDetails? details, bool nonRetriable)
    : Exception(reason)
{
    public int TaskId { get; } = taskId;

    public TaskFailureDetails? Details { get; } = details;

    public bool NonRetriable { get; } = nonRetriable;
}
