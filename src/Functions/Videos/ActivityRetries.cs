using Microsoft.DurableTask;

namespace VideoPipeline.Functions.Videos;

/// <summary>The one table of durable retries. What a provider answers is a value and not retried here; this is for our own outages.</summary>
internal static class ActivityRetries
{
    /// <summary>Storage is away, or a host died: about an hour of tries, then the sweep recovers the job.</summary>
    public static readonly TaskOptions Storage = new(new TaskRetryOptions(new RetryPolicy(
        maxNumberOfAttempts: 20,
        firstRetryInterval: TimeSpan.FromSeconds(2),
        backoffCoefficient: 2,
        maxRetryInterval: TimeSpan.FromMinutes(5))));

    /// <summary>Half a minute of tries, for orchestrations that then wait and begin a new history.</summary>
    public static readonly TaskOptions Brief = new(new TaskRetryOptions(new RetryPolicy(
        maxNumberOfAttempts: 5,
        firstRetryInterval: TimeSpan.FromSeconds(2),
        backoffCoefficient: 2)));
}
