namespace VideoPipeline.Budgets;

/// <summary>What may be spent.</summary>
public sealed class BudgetOptions
{
    public const string SectionName = "Budget";

    /// <summary>US dollars per UTC day over the whole app; null is no limit. What has no price is refused while one is set.</summary>
    public decimal? DailyUsd { get; set; }
}
