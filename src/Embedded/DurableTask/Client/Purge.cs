namespace Microsoft.DurableTask.Client;

/// <summary>How an instance is purged.</summary>
public record PurgeInstanceOptions(bool Recursive = false);

/// <summary>Which finished instances are purged; both bounds of the creation time are inclusive.</summary>
public record PurgeInstancesFilter(
    DateTimeOffset? CreatedFrom = null,
    DateTimeOffset? CreatedTo = null,
    IEnumerable<OrchestrationRuntimeStatus>? Statuses = null)
{
    private readonly TimeSpan? _timeout;

    /// <summary>How long the purge may take; it must be positive, null means until it is done.</summary>
    public TimeSpan? Timeout
    {
        get => _timeout;
        init
        {
            if (value is { } set)
            {
                ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(set, TimeSpan.Zero);
            }

            _timeout = value;
        }
    }
}

/// <summary>How many instances a purge removed, and whether it got to the end when that is known.</summary>
public class PurgeResult
{
    public PurgeResult(int count)
        : this(count, null)
    {
    }

    public PurgeResult(int count, bool? isComplete)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        PurgedInstanceCount = count;
        IsComplete = isComplete;
    }

    public bool? IsComplete { get; }

    public int PurgedInstanceCount { get; }
}

/// <summary>How an instance is terminated; Recursive is accepted and, as on the real hosts, not acted upon.</summary>
public record TerminateInstanceOptions(object? Output = null, bool Recursive = false);
