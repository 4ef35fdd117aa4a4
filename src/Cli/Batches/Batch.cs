using System.Text.Json;
using VideoPipeline.Cli.Api;

namespace VideoPipeline.Cli.Batches;

/// <summary>What the CLI reads of the host's batch document.</summary>
internal sealed record Batch(
    string Id,
    string Status,
    string? Name = null,
    BatchCounts? Counts = null,
    int Total = 0,
    decimal? QuotedUsd = null,
    decimal? BilledUsd = null,
    DateTimeOffset? Eta = null,
    DateTimeOffset? CreatedAt = null,
    DateTimeOffset? CompletedAt = null,
    int Skipped = 0)
{
    public bool Settled => Status is "completed" or "cancelled";

    public int Done => Counts?.Done ?? 0;

    /// <summary>Every item has its video.</summary>
    public bool Succeeded => Settled && Counts?.Succeeded == Total;

    public static Batch Read(JsonElement json) => ApiJson.Read(json, ApiJson.Default.Batch);
}

internal sealed record BatchCounts(
    int Queued = 0, int Running = 0, int Succeeded = 0, int Failed = 0, int Cancelled = 0, int Ambiguous = 0, int TimedOut = 0)
{
    public int Done => Succeeded + Failed + Cancelled + Ambiguous + TimedOut;

    public IEnumerable<(string Status, int Count)> All =>
    [
        ("queued", Queued), ("running", Running), ("succeeded", Succeeded), ("failed", Failed), ("cancelled", Cancelled),
        ("ambiguous", Ambiguous), ("timed_out", TimedOut),
    ];
}
