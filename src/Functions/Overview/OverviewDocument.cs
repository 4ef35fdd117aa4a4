using VideoPipeline.Jobs;
using VideoPipeline.Usage;

namespace VideoPipeline.Functions.Overview;

/// <summary>The answer of <c>GET /api/overview</c>.</summary>
/// <param name="Jobs">Of the newest jobs.</param>
/// <param name="Spend">Of today (UTC).</param>
/// <param name="Waiting">Jobs that an operator has to answer for, however old they are.</param>
public sealed record OverviewDocument(JobCounts Jobs, DaySpend Spend, RunningBatches Batches, WaitingJobs Waiting)
{
    private const int MostNamed = 50;

    public static OverviewDocument Of(JobPage newest, LiveNow live, LedgerPage today, DateOnly day)
    {
        // What an operator has answered runs again, and its document says so only at the end.
        var moved = newest.Entries.Where(entry => entry.Status != JobStatus.Ambiguous).Select(entry => entry.Id).ToHashSet();
        var waiting = live.Ambiguous.Where(job => !moved.Contains(job.Id)).OrderBy(job => job.Since).ToList();
        return new OverviewDocument(
            JobCounts.Of(newest),
            new DaySpend(
                day, today.Entries.Sum(entry => entry.AmountUsd), today.Entries.Sum(entry => entry.QuotedUsd), today.Entries.Count, today.IsWhole),
            new RunningBatches(live.Batches.Count, [.. live.Batches.Take(MostNamed)]),
            new WaitingJobs(waiting.Count, live.IsWhole, [.. waiting.Take(MostNamed)]));
    }
}

/// <summary>How many of the newest jobs are in which state.</summary>
/// <param name="Since">When the oldest of them was created.</param>
/// <param name="Complete">There are no older ones.</param>
/// <param name="MovedAt">When one of them moved last.</param>
public sealed record JobCounts(
    IReadOnlyDictionary<string, int> Counts, int Total, int Running, bool Complete, DateTimeOffset? Since, DateTimeOffset? MovedAt)
{
    public static JobCounts Of(JobPage newest)
    {
        var counts = Enum.GetValues<JobStatus>().ToDictionary(Json.Name, _ => 0);
        var running = 0;
        DateTimeOffset? moved = null;
        foreach (var entry in newest.Entries)
        {
            counts[Json.Name(entry.Status)]++;
            running += entry.Status.IsSettledOrParked ? 0 : 1;
            moved = moved > entry.MovedAt ? moved : entry.MovedAt;
        }

        return new JobCounts(
            counts, newest.Entries.Count, running, newest.Cursor is null, newest.Entries.Count == 0 ? null : newest.Entries[^1].CreatedAt, moved);
    }
}

/// <summary>What has been billed of the attempts that were submitted on a day.</summary>
/// <param name="Complete">False: there are more than one call to storage tells, and this is the least that it may be.</param>
public sealed record DaySpend(DateOnly Day, decimal BilledUsd, decimal QuotedUsd, int Attempts, bool Complete);

/// <summary>Batches that run.</summary>
/// <param name="Ids">Of the first fifty.</param>
public sealed record RunningBatches(int Running, IReadOnlyList<string> Ids);

/// <summary>Ambiguous jobs, those first that have waited longest.</summary>
/// <param name="Complete">False: there are more.</param>
/// <param name="Jobs">The first fifty.</param>
public sealed record WaitingJobs(int Total, bool Complete, IReadOnlyList<WaitingJob> Jobs);
