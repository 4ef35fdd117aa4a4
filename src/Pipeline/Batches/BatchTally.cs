using System.Text.Json.Serialization;
using VideoPipeline.Jobs;

namespace VideoPipeline.Batches;

/// <summary>How many items came to which end, and what they cost.</summary>
public sealed record BatchTally(
    int Succeeded = 0, int Failed = 0, int Cancelled = 0, int Ambiguous = 0, int TimedOut = 0, decimal BilledUsd = 0)
{
    public static BatchTally Empty { get; } = new();

    [JsonIgnore]
    public int Done => Succeeded + Failed + Cancelled + Ambiguous + TimedOut;

    public BatchTally Add(JobStatus status, decimal billedUsd, int count = 1) => status switch
    {
        JobStatus.Succeeded => this with { Succeeded = Succeeded + count, BilledUsd = BilledUsd + billedUsd },
        JobStatus.Failed => this with { Failed = Failed + count, BilledUsd = BilledUsd + billedUsd },
        JobStatus.Cancelled => this with { Cancelled = Cancelled + count, BilledUsd = BilledUsd + billedUsd },
        JobStatus.Ambiguous => this with { Ambiguous = Ambiguous + count, BilledUsd = BilledUsd + billedUsd },
        JobStatus.TimedOut => this with { TimedOut = TimedOut + count, BilledUsd = BilledUsd + billedUsd },
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "An item that still runs is not counted."),
    };

    public static BatchTally operator +(BatchTally a, BatchTally b) => new(
        a.Succeeded + b.Succeeded,
        a.Failed + b.Failed,
        a.Cancelled + b.Cancelled,
        a.Ambiguous + b.Ambiguous,
        a.TimedOut + b.TimedOut,
        a.BilledUsd + b.BilledUsd);
}

/// <summary>What a lane shows while it runs (its custom status).</summary>
/// <param name="Item">The item that it runs; 0 between two.</param>
/// <param name="Waits">What failed, while it waits to try again.</param>
public sealed record BatchLaneStatus(BatchTally Tally, int Item = 0, string? Waits = null);
