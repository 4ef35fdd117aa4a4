using System.Diagnostics.Metrics;
using VideoPipeline.Jobs;
using VideoPipeline.Resellers;
using VideoPipeline.Usage;

namespace VideoPipeline.Telemetry;

/// <summary>
/// What the product counts. Figures for dashboards: activities may run again, so money is exact in the ledger only (and a
/// <see cref="double"/> here, because exporters carry no decimals).
/// </summary>
internal static class PipelineMetrics
{
    private static readonly Counter<long> s_jobs = PipelineTelemetry.Meter.CreateCounter<long>(
        "videopipeline.jobs", "{job}", "Jobs that were settled or parked, by status and provider.");

    private static readonly Counter<double> s_quoted = PipelineTelemetry.Meter.CreateCounter<double>(
        "videopipeline.quoted", "USD", "Quotes of accepted attempts, by provider.");

    private static readonly Counter<double> s_billed = PipelineTelemetry.Meter.CreateCounter<double>(
        "videopipeline.billed", "USD", "Bills of accepted attempts, by provider.");

    private static readonly Counter<long> s_variances = PipelineTelemetry.Meter.CreateCounter<long>(
        "videopipeline.ledger.variances", "{record}", "Ledger records whose bill differs from a documented price, by provider.");

    private static readonly Histogram<int> s_looks = PipelineTelemetry.Meter.CreateHistogram(
        "videopipeline.looks",
        "{look}",
        "Looks that an accepted attempt took, by provider.",
        advice: new InstrumentAdvice<int> { HistogramBucketBoundaries = [1, 2, 3, 5, 8, 12, 20, 40, 80, 160] });

    private static readonly Histogram<double> s_timeToStored = PipelineTelemetry.Meter.CreateHistogram(
        "videopipeline.time_to_stored",
        "s",
        "From the job's creation until its video is stored, by provider.",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [15, 30, 60, 90, 120, 180, 300, 600, 1800, 3600, 21600] });

    private static readonly Counter<long> s_copied = PipelineTelemetry.Meter.CreateCounter<long>(
        "videopipeline.copied", "By", "Bytes of results that were copied into storage.");

    private static readonly Counter<long> s_ambiguous = PipelineTelemetry.Meter.CreateCounter<long>(
        "videopipeline.submissions.ambiguous", "{attempt}", "Submits of which nobody can say whether they were taken, by provider and code.");

    public static void JobEnded(JobStatus status, string provider) =>
        s_jobs.Add(1, new("status", Json.Name(status)), Provider(provider));

    /// <summary>A ledger record has been written.</summary>
    public static void Settled(LedgerRecord record, int looks)
    {
        var provider = Provider(record.Provider);
        s_quoted.Add((double)(record.Quote?.AmountUsd ?? 0), provider);
        s_billed.Add((double)(record.Bill?.AmountUsd ?? 0), provider);
        s_looks.Record(looks, provider);
        if (record.Bill is { Flagged: true })
        {
            s_variances.Add(1, provider);
        }
    }

    public static void Stored(string provider, TimeSpan sinceCreated) => s_timeToStored.Record(sinceCreated.TotalSeconds, Provider(provider));

    public static void Copied(long bytes) => s_copied.Add(bytes);

    public static void Ambiguous(string provider, ProviderFailure? failure) =>
        s_ambiguous.Add(1, Provider(provider), new("code", failure?.Code ?? "unknown"));

    private static KeyValuePair<string, object?> Provider(string name) => new("provider", name);
}
