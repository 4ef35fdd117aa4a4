using VideoPipeline.Usage;
using Xunit;

namespace VideoPipeline.Tests.Usage;

public sealed class UsageSumsTests
{
    private static readonly DateOnly s_day = new(2026, 3, 1);

    private static readonly LedgerEntry[] s_entries =
    [
        Entry(0, "tokenhub", "seedance-2.0", "b1", 0.1m),
        Entry(0, "tokenhub", "seedance-2.0", "b1", 0.2m),
        Entry(0, "tokenlab", "seedance-2.0-fast", "b1", 0.000001m),
        Entry(1, "tokenhub", "seedance-2.0-fast", null, 0.3m),
        Entry(1, "gogogotoken", "seedance-2.0", "b2", 0m, "Failed"),
        Entry(1, "tokenhub", "seedance-2.0", null, 1.5m, flagged: true),
    ];

    [Fact]
    public void Total_is_exact()
    {
        var report = Sum();

        Assert.Equal((s_day, s_day.AddDays(1)), (report.From, report.To));
        Assert.Equal(new UsageRow(null, null, null, null, 6, 5, 2.100001m, 12m, 1), report.Total);
        Assert.Equal(report.Total, Assert.Single(report.Rows));
    }

    [Fact]
    public void Ten_thousand_tenths_are_a_thousand() =>
        Assert.Equal(1000m, UsageSums.Sum(s_day, s_day, [], [.. Enumerable.Repeat(Entry(0, "a", "m", null, 0.1m), 10_000)]).Total.AmountUsd);

    [Fact]
    public void Nothing_sums_to_nothing()
    {
        var report = UsageSums.Sum(s_day, s_day, ["provider"], []);

        Assert.Empty(report.Rows);
        Assert.Equal(new UsageRow(null, null, null, null, 0, 0, 0, 0, 0), report.Total);
    }

    [Fact]
    public void Providers_are_summed_in_the_order_of_their_names() => Assert.Equal(
        [("gogogotoken", 1, 0m), ("tokenhub", 4, 2.1m), ("tokenlab", 1, 0.000001m)],
        Sum("provider").Rows.Select(row => (row.Provider!, row.Attempts, row.AmountUsd)));

    [Fact]
    public void Models_are_summed() => Assert.Equal(
        [("seedance-2.0", 1.8m), ("seedance-2.0-fast", 0.300001m)], Sum("model").Rows.Select(row => (row.Model!, row.AmountUsd)));

    [Fact]
    public void Batches_are_summed_and_jobs_of_none_stand_under_an_empty_name() => Assert.Equal(
        [("", 1.8m), ("b1", 0.300001m), ("b2", 0m)], Sum("batch").Rows.Select(row => (row.BatchId!, row.AmountUsd)));

    [Fact]
    public void Days_are_summed_in_their_order() => Assert.Equal(
        [(s_day, 0.300001m), (s_day.AddDays(1), 1.8m)], Sum("day").Rows.Select(row => (row.Day!.Value, row.AmountUsd)));

    [Fact]
    public void Groups_combine()
    {
        var report = Sum("day", "provider", "model", "batch");

        Assert.Equal(5, report.Rows.Count);
        Assert.Equal(new UsageRow("tokenhub", "seedance-2.0", "b1", s_day, 2, 2, 0.3m, 4m, 0), report.Rows[0]);
        Assert.Equal(report.Total.AmountUsd, report.Rows.Sum(row => row.AmountUsd));
        Assert.Equal(report.Total.Attempts, report.Rows.Sum(row => row.Attempts));
        Assert.Equal(report.Total.Flagged, report.Rows.Sum(row => row.Flagged));
    }

    private static UsageReport Sum(params string[] groups) => UsageSums.Sum(s_day, s_day.AddDays(1), groups, s_entries);

    private static LedgerEntry Entry(
        int day, string provider, string model, string? batch, decimal amountUsd, string status = "Succeeded", bool flagged = false) =>
        new(s_day.AddDays(day), provider, model, batch, status, "tokens", 108_900, amountUsd, QuotedUsd: 2m, flagged);
}
