using VideoPipeline.Batches;
using VideoPipeline.Jobs;

namespace VideoPipeline.Functions.Batches;

/// <summary>Input of <see cref="GenerateBatchOrchestration"/> and of the groups under it.</summary>
/// <param name="Wave">0 for all items, then one for each retry.</param>
/// <param name="Lanes">How many lanes to run.</param>
/// <param name="StartedAt">When the jobs of the wave were created, for all of them.</param>
/// <param name="FirstLane">The number of the first lane.</param>
/// <param name="Tally">Set when the lanes have ended and only the end is left.</param>
public sealed record GenerateBatchInput(
    string Batch, int Wave, int Lanes, DateTimeOffset StartedAt, int FirstLane = 0, BatchTally? Tally = null)
{
    public int Schema { get; init; } = 1;
}

/// <summary>Input of <see cref="BatchLaneOrchestration"/>: how far a lane has come.</summary>
/// <param name="Count">How many blocks it has claimed.</param>
/// <param name="Items">What is left of the last of them.</param>
/// <param name="Refused">The block does not fit into what the batch may cost.</param>
/// <param name="CorrectionUsd">Bill minus quote of what was done since the last claim.</param>
public sealed record BatchLaneState(
    string Batch,
    int Wave,
    int Lane,
    DateTimeOffset StartedAt,
    BatchTally Tally,
    int Count = 0,
    IReadOnlyList<ClaimedItem>? Items = null,
    bool Refused = false,
    decimal CorrectionUsd = 0)
{
    public int Schema { get; init; } = 1;

    /// <summary>After the first of its items. Parked ones keep what they were quoted at: it may yet be billed.</summary>
    public BatchLaneState Counted(JobStatus status, decimal billedUsd) => this with
    {
        Tally = Tally.Add(status, billedUsd),
        CorrectionUsd = CorrectionUsd + (status is JobStatus.Ambiguous or JobStatus.TimedOut || Refused ? 0 : billedUsd - Items![0].QuotedUsd),
        Items = [.. Items!.Skip(1)],
    };
}

/// <summary>An item that a lane has taken.</summary>
public sealed record ClaimedItem(int Number, decimal QuotedUsd = 0);

/// <summary>Input of <see cref="ClaimItems"/>.</summary>
public sealed record ClaimItemsInput(string Batch, int Wave, int Lane, int Count, decimal CorrectionUsd);

/// <summary>Output of <see cref="ClaimItems"/>; no items: there is nothing left.</summary>
public sealed record ClaimedItems(IReadOnlyList<ClaimedItem> Items, bool Refused = false);

/// <summary>Input of <see cref="EnterItem"/>.</summary>
/// <param name="Refused">It does not fit into what the batch may cost.</param>
public sealed record EnterItemInput(string Batch, int Item, int Wave, DateTimeOffset StartedAt, bool Refused);

/// <summary>Output of <see cref="EnterItem"/>: how the item has ended already; null when it is to be run.</summary>
/// <param name="AmountUsd">What it has cost, when it has ended.</param>
/// <param name="Runs">Somebody else runs it: it is waited for, because a call to a running instance is never answered.</param>
public sealed record EnteredItem(JobStatus? Ended = null, decimal AmountUsd = 0, bool Runs = false);

/// <summary>Output of <see cref="RecordLostItem"/>: what stands of the item.</summary>
public sealed record LostItem(JobStatus Status, decimal AmountUsd)
{
    /// <summary>As a lane counts it.</summary>
    public static LostItem Of(BatchItemRecord record) => new(record.Counted, record.CountedUsd);
}

/// <summary>Input of <see cref="CompleteBatch"/>.</summary>
public sealed record CompleteBatchInput(string Batch, int Wave, BatchTally Tally);

/// <summary>Output of <see cref="CompleteBatch"/>: what there is to tell.</summary>
public sealed record CompletedBatch(bool Publish, bool Webhook);

/// <summary>The end of a wave, as the activities take it that tell of it.</summary>
public sealed record BatchEventRef(string Batch, int Wave);
