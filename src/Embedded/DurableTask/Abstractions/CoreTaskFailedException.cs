using Microsoft.DurableTask;

namespace DurableTask.Core.Exceptions;

/// <summary>What the real library puts into <see cref="Exception.InnerException"/> of a failed activity call.</summary>
internal sealed class TaskFailedException(string message, TaskFailureDetails? failureDetails) : Exception(message)
{
    public TaskFailureDetails? FailureDetails { get; } = failureDetails;
}
