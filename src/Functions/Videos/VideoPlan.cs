using VideoPipeline.Pricing;

namespace VideoPipeline.Functions.Videos;

/// <summary>Everything that a job's orchestration decides by, frozen when the job starts: a changed setting or price changes no replay.</summary>
/// <param name="Candidates">Cheapest first. Empty when <paramref name="Refusal"/> says why.</param>
public sealed record VideoPlan(
    DateTimeOffset CreatedAt,
    IReadOnlyList<VideoCandidate> Candidates,
    LookPlan Looks,
    TimeSpan AmbiguousWindow,
    Jobs.JobError? Refusal = null)
{
    /// <summary>Somebody cancelled before there was a plan.</summary>
    public const string Cancelled = "cancelled";
}

/// <summary>A provider that can do the job, at its price.</summary>
/// <param name="ExpectsCallback">The provider will call back, so looks are a safety net.</param>
/// <param name="FailureIsUnbilled">A failed task costs nothing there, by its documents.</param>
public sealed record VideoCandidate(string Provider, Quote? Quote, bool ExpectsCallback, bool FailureIsUnbilled)
{
    /// <summary>What the dearest candidate asks, where <c>auto</c> chose; for the record of what the choice has saved.</summary>
    public decimal? DearestUsd { get; init; }

    /// <summary>How far away a turn may be before the next candidate is tried; null where there is none, and this one is waited for.</summary>
    public TimeSpan? PacePatience { get; init; }
}

/// <summary>When to look at a task. See <see cref="LookSchedule"/>.</summary>
/// <param name="FirstLook">After the submit.</param>
/// <param name="Interval">From the first look to the second.</param>
/// <param name="Growth">Each later interval is this many times the one before.</param>
/// <param name="SafetyInterval">Between looks while a callback is expected.</param>
/// <param name="Deadline">From the submit; after it the job is parked.</param>
public sealed record LookPlan(
    TimeSpan FirstLook, TimeSpan Interval, double Growth, TimeSpan MaxInterval, TimeSpan SafetyInterval, TimeSpan Deadline)
{
    /// <summary>However many callbacks come, a task is looked at no more often.</summary>
    public static readonly TimeSpan MinInterval = TimeSpan.FromSeconds(2);
}
