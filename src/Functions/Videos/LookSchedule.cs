namespace VideoPipeline.Functions.Videos;

/// <summary>When to look next. Pure: the orchestration replays it.</summary>
public static class LookSchedule
{
    /// <summary>The instant of the next look.</summary>
    /// <param name="since">When the first interval begins: the submit.</param>
    /// <param name="looks">How many looks there have been.</param>
    /// <param name="lastLook">The last of them; null before the first.</param>
    /// <param name="retryAfter">What the provider asked for at the last look.</param>
    public static DateTimeOffset Next(
        LookPlan plan, DateTimeOffset since, int looks, DateTimeOffset? lastLook, bool expectsCallback, TimeSpan? retryAfter = null)
    {
        var interval = Interval(plan, looks, expectsCallback);
        if (retryAfter > interval)
        {
            interval = retryAfter.Value;
        }

        var due = (lastLook ?? since) + interval;
        var deadline = since + plan.Deadline;

        // One look at the deadline itself, so that nothing is parked on old news.
        return !(lastLook >= deadline) && due > deadline ? deadline : due;
    }

    private static TimeSpan Interval(LookPlan plan, int looks, bool expectsCallback)
    {
        // The power is bounded, so that no number of looks makes a span that cannot be held.
        var grown = plan.Interval.TotalSeconds * Math.Pow(plan.Growth, Math.Clamp(looks - 1, 0, 256));
        var interval = looks == 0 ? plan.FirstLook : TimeSpan.FromSeconds(Math.Min(grown, plan.MaxInterval.TotalSeconds));
        return expectsCallback && plan.SafetyInterval > interval ? plan.SafetyInterval : interval;
    }
}
