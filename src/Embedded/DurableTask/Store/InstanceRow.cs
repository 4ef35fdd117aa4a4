using Microsoft.DurableTask;

namespace VideoPipeline.Embedded.DurableTask.Store;

/// <summary>An instance as it is stored; the status is that of a finished instance, or <see cref="Active"/>.</summary>
internal sealed record InstanceRow(
    long Key,
    string Id,
    string Name,
    string Version,
    int Generation,
    int Status,
    DateTime Created,
    DateTime Updated,
    DateTime? StartAt,
    ParentLink? Parent,
    string? Tags,
    string? CustomStatus,
    string? Input,
    string? Output,
    TaskFailureDetails? Failure)
{
    /// <summary>Pending, running or suspended; which one, only the engine that runs it can tell.</summary>
    public const int Active = -1;
}

/// <summary>Whose call a sub-orchestration answers.</summary>
internal sealed record ParentLink(long Key, int Generation, int TaskId, string Id, string Name);
