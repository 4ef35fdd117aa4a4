using VideoPipeline.Jobs;
using VideoPipeline.Pricing;

namespace VideoPipeline.Usage;

/// <summary>The bill of one accepted attempt, written once and never changed: <c>usage/{yyyy}/{MM}/{dd}/{job}.{attempt}.json</c>.</summary>
/// <param name="SubmittedAt">When the money went out (UTC); the record is kept under this day.</param>
/// <param name="DearestUsd">What the dearest reseller that could have made it had quoted, where <c>auto</c> chose among several.</param>
/// <param name="Looks">How often the provider was asked.</param>
/// <param name="OtherTaskIds">Further tasks that the provider named for this attempt, which its own bill may show.</param>
public sealed record LedgerRecord(
    string Job,
    int Attempt,
    string Provider,
    string TaskId,
    AttemptStatus Status,
    string Model,
    string Operation,
    DateTimeOffset SubmittedAt,
    DateTimeOffset SettledAt,
    Quote? Quote,
    Settlement? Bill,
    string? BatchId = null,
    IReadOnlyList<string>? OtherTaskIds = null,
    IReadOnlyDictionary<string, string>? Metadata = null,
    decimal? DearestUsd = null,
    int? Looks = null)
{
    public int Schema { get; init; } = 1;
}
