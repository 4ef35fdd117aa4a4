using Microsoft.DurableTask;

namespace VideoPipeline.Embedded.DurableTask.Replay;

/// <summary>Calls again what failed, by policy or by handler, in the way and with the ids of the real library.</summary>
internal static class Retries
{
    public static async Task<T> ByPolicyAsync<T>(OrchestrationExecution execution, RetryPolicy policy, Func<Task<T>> call)
    {
        var firstAttempt = execution.CurrentUtcDateTime;
        for (var attempt = 0; ; attempt++)
        {
            Exception failure;
            try
            {
                return await call();
            }
            catch (TaskFailure failed) when (failed.NonRetriable)
            {
                throw;
            }
            catch (Exception failed)
            {
                failure = failed;
            }

            var delay = DelayAfter(policy, attempt, firstAttempt, execution.CurrentUtcDateTime, failure);
            if (delay > TimeSpan.Zero)
            {
                // A timer of no length follows the last attempt too: a quirk of old that histories depend on.
                var wait = attempt == policy.MaxNumberOfAttempts - 1 ? TimeSpan.Zero : delay;
                await execution.CreateTimer(execution.CurrentUtcDateTime.Add(wait), CancellationToken.None);
            }

            if (delay == TimeSpan.Zero || attempt == policy.MaxNumberOfAttempts - 1)
            {
                System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
            }
        }
    }

    public static async Task<T> ByHandlerAsync<T>(
        OrchestrationExecution execution, TaskOrchestrationContext context, AsyncRetryHandler handler, Func<Task<T>> call)
    {
        var start = execution.CurrentUtcDateTime;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await call();
            }
            catch (TaskFailure failure) when (!failure.NonRetriable)
            {
                var details = failure.Details
                    ?? new TaskFailureDetails(TaskFailureDetails.Unknown, TaskFailureDetails.Unknown, null, null, null);
                var elapsed = execution.CurrentUtcDateTime - start;
                if (!await handler(new RetryContext(context, attempt, details, elapsed, default)))
                {
                    throw;
                }
            }
        }
    }

    private static TimeSpan DelayAfter(
        RetryPolicy policy, int attempt, DateTime firstAttempt, DateTime now, Exception failure)
    {
        if (!IsWorthRetrying(policy, failure))
        {
            return TimeSpan.Zero;
        }

        if (policy.RetryTimeout != Timeout.InfiniteTimeSpan && now - firstAttempt >= policy.RetryTimeout)
        {
            return TimeSpan.Zero;
        }

        var max = policy.MaxRetryInterval == Timeout.InfiniteTimeSpan ? TimeSpan.MaxValue : policy.MaxRetryInterval;
        var delay = policy.FirstRetryInterval.TotalMilliseconds * Math.Pow(policy.BackoffCoefficient, attempt);
        return delay < max.TotalMilliseconds ? TimeSpan.FromMilliseconds(delay) : max;
    }

    private static bool IsWorthRetrying(RetryPolicy policy, Exception failure)
    {
        try
        {
            return policy.Handle(failure is TaskFailure task
                ? new global::DurableTask.Core.Exceptions.TaskFailedException(task.Message, task.Details)
                : failure);
        }
        catch (Exception)
        {
            // A predicate that throws must not hide the failure it was asked about.
            return false;
        }
    }
}
