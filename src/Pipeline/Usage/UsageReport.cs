namespace VideoPipeline.Usage;

/// <summary>The ledger, summed by some of provider, model, batch and day.</summary>
public sealed record UsageReport(DateOnly From, DateOnly To, IReadOnlyList<string> GroupBy, IReadOnlyList<UsageRow> Rows, UsageRow Total);

/// <summary>One group; the members that were not grouped by are null.</summary>
/// <param name="Attempts">Accepted attempts, also the ones that cost nothing.</param>
/// <param name="SavedUsd">By how much the choices of <c>auto</c> were cheaper than the dearest quote of the same video.</param>
/// <param name="Flagged">How many bills differ from a documented price.</param>
public sealed record UsageRow(
    string? Provider, string? Model, string? BatchId, DateOnly? Day, int Attempts, int Succeeded, decimal AmountUsd, decimal QuotedUsd, int Flagged,
    decimal SavedUsd = 0);

/// <summary>Sums ledger entries. Pure; amounts are added exactly, never rounded again.</summary>
public static class UsageSums
{
    public static readonly IReadOnlyList<string> Groups = ["provider", "model", "batch", "day"];

    public static UsageReport Sum(DateOnly from, DateOnly to, IReadOnlyList<string> groupBy, IReadOnlyList<LedgerEntry> entries)
    {
        var rows = entries
            .GroupBy(entry => (
                Provider: groupBy.Contains("provider") ? entry.Provider : null,
                Model: groupBy.Contains("model") ? entry.Model : null,
                Batch: groupBy.Contains("batch") ? entry.BatchId ?? "" : null,
                Day: groupBy.Contains("day") ? entry.Day : (DateOnly?)null))
            .OrderBy(group => group.Key.Day).ThenBy(group => group.Key.Provider, StringComparer.Ordinal)
            .ThenBy(group => group.Key.Model, StringComparer.Ordinal).ThenBy(group => group.Key.Batch, StringComparer.Ordinal)
            .Select(group => Row(group.Key.Provider, group.Key.Model, group.Key.Batch, group.Key.Day, [.. group]))
            .ToList();
        return new UsageReport(from, to, groupBy, rows, Row(null, null, null, null, entries));
    }

    private static UsageRow Row(string? provider, string? model, string? batch, DateOnly? day, IReadOnlyList<LedgerEntry> entries) => new(
        provider,
        model,
        batch,
        day,
        entries.Count,
        entries.Count(entry => entry.Status == nameof(Jobs.AttemptStatus.Succeeded)),
        entries.Sum(entry => entry.AmountUsd),
        entries.Sum(entry => entry.QuotedUsd),
        entries.Count(entry => entry.Flagged),
        entries.Sum(entry => entry.SavedUsd));
}
