namespace Microsoft.DurableTask;

/// <summary>An activity or sub-orchestration failed; thrown where the orchestrator awaits it.</summary>
public sealed class TaskFailedException : Exception
{
    public TaskFailedException(string taskName, int taskId, Exception innerException)
        : this(taskName, taskId, DetailsOf(innerException), innerException)
    {
    }

    public TaskFailedException(string taskName, int taskId, TaskFailureDetails failureDetails)
        : this(taskName, taskId, failureDetails, null)
    {
    }

    private TaskFailedException(string taskName, int taskId, TaskFailureDetails? failureDetails, Exception? innerException)
        : base(MessageFor(taskName, taskId, failureDetails?.ErrorMessage), innerException)
    {
        TaskName = taskName;
        TaskId = taskId;
        FailureDetails = failureDetails!;
    }

    /// <summary>Null when the task was a sub-orchestration that somebody terminated.</summary>
    public TaskFailureDetails FailureDetails { get; }

    public int TaskId { get; }

    public string TaskName { get; }

    private static TaskFailureDetails DetailsOf(Exception innerException)
    {
        ArgumentNullException.ThrowIfNull(innerException);
        return TaskFailureDetails.FromException(innerException);
    }

    private static string MessageFor(string taskName, int taskId, string? reason)
    {
        var text = $"Task '{taskName}' (#{taskId}) failed with an unhandled exception";
        return reason is null ? $"{text}." : $"{text}: {reason}";
    }
}
