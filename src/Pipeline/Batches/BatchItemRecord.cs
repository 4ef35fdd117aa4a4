using System.Text.Json.Serialization;
using VideoPipeline.Jobs;

namespace VideoPipeline.Batches;

/// <summary>What has become of one item: <c>batches/{batch}/results/{thousand}/{item}.json</c>.</summary>
/// <param name="Job">Null when the item never became a job: cancelled or refused before that.</param>
/// <param name="Wave">Which run of the item this tells of.</param>
/// <param name="Counted">What the lane of that run was told; a difference to <paramref name="Status"/> is a late move.</param>
public sealed record BatchItemRecord(
    int Item,
    JobStatus Status,
    string? Job = null,
    int Wave = 0,
    JobStatus Counted = JobStatus.Queued,
    decimal CountedUsd = 0,
    string? Provider = null,
    decimal? AmountUsd = null,
    OutputFile? Video = null,
    OutputFile? Cover = null,
    JobError? Error = null,
    DateTimeOffset? CompletedAt = null,
    bool Late = false)
{
    private const int LongestMessage = 200;

    public int Schema { get; init; } = 1;

    public static BatchItemRecord Of(BatchItemRef item, JobDocument job) => new(
        item.Item,
        job.Status,
        job.Id,
        item.Wave,
        Provider: job.Provider,
        AmountUsd: job.Usage?.AmountUsd,
        Video: job.Output?.Video,
        Cover: job.Output?.Cover,
        Error: Shortened(job.Error),
        CompletedAt: job.CompletedAt,
        Late: job.Late);

    /// <summary>What its lane counts, and what it has become since; null when that is the same.</summary>
    [JsonIgnore]
    public LateMove? Move => Status == Counted && (AmountUsd ?? 0) == CountedUsd
        ? null
        : new LateMove(Counted, Status, (AmountUsd ?? 0) - CountedUsd);

    /// <summary>What stands after news about the item. Old news changes nothing.</summary>
    public static BatchItemRecord Merge(BatchItemRecord? standing, BatchItemRecord news)
    {
        if (standing is null || news.Wave > standing.Wave)
        {
            return news with { Counted = news.Status, CountedUsd = news.AmountUsd ?? 0 };
        }

        // Job documents decide what may follow what; here it only matters that a copy that comes late does not undo a newer one.
        var older = news.Wave < standing.Wave || (standing.Status == news.Status && standing.AmountUsd == news.AmountUsd)
            || (standing.Status != news.Status && !JobTransitions.CanMove(standing.Status, news.Status));
        return older ? standing : news with { Counted = standing.Counted, CountedUsd = standing.CountedUsd };
    }

    // The record travels as blob metadata too, which has 8 KB in all.
    private static JobError? Shortened(JobError? error) => error is null
        ? null
        : error with { Message = Shortened(error.Message), ProviderMessage = Shortened(error.ProviderMessage) };

    private static string? Shortened(string? text) => text?.Length > LongestMessage ? text[..LongestMessage] + "…" : text;
}
