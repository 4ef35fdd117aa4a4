using VideoPipeline.Pricing;
using VideoPipeline.Settings;

namespace VideoPipeline.Budgets;

/// <summary>What may be spent.</summary>
public sealed class BudgetOptions : ICheckedOptions
{
    public const string SectionName = "Budget";

    /// <summary>US dollars per UTC day over the whole app; null is no limit. What has no price is refused while one is set.</summary>
    public decimal? DailyUsd { get; set; }

    public IEnumerable<string> Faults(TimeSpan functionTimeout)
    {
        if (DailyUsd is <= 0 or > 100_000_000 || (DailyUsd is { } limit && !PriceMath.IsRounded(limit)))
        {
            yield return "Budget__DailyUsd must be above 0 and at most 100000000, with six decimals at the most; leave it out for no limit.";
        }
    }
}
