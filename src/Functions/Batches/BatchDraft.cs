using VideoPipeline.Batches;

namespace VideoPipeline.Functions.Batches;

/// <summary>A batch while its items are read.</summary>
internal sealed record BatchDraft(ManifestWriter Manifest, BatchIdentity Identity, DayBudget Day);

/// <summary>What is left of the day's budget, as items take from it in their order.</summary>
/// <param name="leftUsd">Null when there is no limit.</param>
internal sealed class DayBudget(decimal? leftUsd)
{
    private decimal _takenUsd;

    public decimal? LeftUsd => leftUsd;

    /// <summary>How many items found too little left, or have no price while there is a limit.</summary>
    public int ExpectedFailures { get; private set; }

    public void Take(decimal? quotedUsd)
    {
        if (leftUsd is null)
        {
            return;
        }

        if (quotedUsd is { } amount && _takenUsd + amount <= leftUsd)
        {
            _takenUsd += amount;
        }
        else
        {
            ExpectedFailures++;
        }
    }
}
