using VideoPipeline.Batches;
using VideoPipeline.Functions.Events;

namespace VideoPipeline.Functions.Batches;

/// <summary>A batch as the API shows it.</summary>
/// <param name="Total">How many items there are.</param>
/// <param name="QuotedUsd">What they were quoted at, each at its cheapest; null when nothing has a price.</param>
/// <param name="BilledUsd">What has been billed so far.</param>
/// <param name="Eta">When the rest will be done at the pace so far.</param>
/// <param name="Retries">How often items that failed for good were run again.</param>
/// <param name="Skipped">How many lines were left out because they were not valid.</param>
public sealed record BatchDocument(
    string Id,
    BatchStatus Status,
    BatchCounts Counts,
    int Total,
    decimal? QuotedUsd,
    decimal BilledUsd,
    DateTimeOffset CreatedAt,
    string? Name = null,
    DateTimeOffset? Eta = null,
    DateTimeOffset? CompletedAt = null,
    int MaxConcurrency = 0,
    decimal? MaxCostUsd = null,
    int Retries = 0,
    int Skipped = 0,
    IReadOnlyDictionary<string, string>? Metadata = null,
    BatchLinks? Links = null)
{
    /// <param name="lanes">What the lanes of the running wave show.</param>
    public static BatchDocument Of(BatchHeader header, BatchState state, IReadOnlyList<BatchLaneStatus> lanes, DateTimeOffset now)
    {
        var (counts, billed) = BatchCounting.Count(state, lanes);
        return new BatchDocument(
            header.Id,
            state.Current switch
            {
                { CompletedAt: null } => BatchStatus.Running,
                { Cancelled: true } => BatchStatus.Cancelled,
                _ => BatchStatus.Completed,
            },
            counts,
            header.Total,
            header.QuotedUsd,
            billed,
            header.CreatedAt,
            header.Name,
            BatchCounting.Eta(state.Current, counts.Queued + counts.Running, now),
            state.Current.CompletedAt,
            header.MaxConcurrency,
            header.MaxCostUsd,
            state.Waves.Count - 1,
            header.Skipped,
            header.Metadata,
            BatchLinks.Of(header.Id));
    }
}

/// <summary>Where a batch stands.</summary>
public enum BatchStatus
{
    Running,
    Completed,
    Cancelled,
}

/// <summary>Where to go on from a batch.</summary>
public sealed record BatchLinks(string Self, string Items, string Results, string Retry)
{
    public static BatchLinks Of(string batch) => new(
        BatchRoutes.Self(batch), $"{BatchRoutes.Self(batch)}/items", $"{BatchRoutes.Self(batch)}/results", $"{BatchRoutes.Self(batch)}/retry");

    internal BatchLinks Under(PublicLinks links) =>
        new(links.Absolute(Self), links.Absolute(Items), links.Absolute(Results), links.Absolute(Retry));
}

internal static class BatchRoutes
{
    public static string Self(string batch) => $"/api/batches/{batch}";
}
