using System.Text.Json.Serialization;

namespace VideoPipeline.Pricing;

/// <summary>What a provider counts.</summary>
public enum UsageUnit
{
    Tokens,
    Seconds,
    Credits,
}

/// <summary>Where an amount comes from: the provider's own words, a documented price, or an assumption of ours.</summary>
public enum PriceSource
{
    Provider,
    Computed,
    Assumed,
}

/// <summary>What a job is expected to cost at one provider, frozen into the job before it is submitted.</summary>
/// <param name="Quantity">In <paramref name="Unit"/>.</param>
/// <param name="UnitPrice">In <paramref name="Currency"/> per unit, not rounded.</param>
/// <param name="Amount">In <paramref name="Currency"/>, rounded half-even to 6 decimals once.</param>
/// <param name="PriceBook">The version of the price book that it was made from.</param>
/// <param name="InputQuantity">The part of the quantity that goes in and that the provider's report leaves out.</param>
/// <param name="PriceAssumed">The unit price is an assumption of ours, so that the bill is one too.</param>
public sealed record Quote(
    UsageUnit Unit,
    decimal Quantity,
    [property: JsonConverter(typeof(ExactDecimal))] decimal UnitPrice,
    string Currency,
    decimal Amount,
    decimal AmountUsd,
    PriceSource Source,
    string PriceBook,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] decimal InputQuantity = 0,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool PriceAssumed = false);

/// <summary>What a provider reported of one attempt; null where it reports nothing.</summary>
public sealed record ReportedUsage(UsageUnit Unit, decimal Quantity)
{
    /// <summary>Rounded as it is read: a provider may report any number of digits.</summary>
    public decimal Quantity { get; init; } = PriceMath.Rounded(Quantity);
}

/// <summary>The bill of one accepted attempt.</summary>
/// <param name="Variance">Bill minus quote in USD; only a documented price makes it a finding (<paramref name="Flagged"/>).</param>
public sealed record Settlement(
    UsageUnit Unit,
    decimal Quantity,
    [property: JsonConverter(typeof(ExactDecimal))] decimal UnitPrice,
    string Currency,
    decimal Amount,
    decimal AmountUsd,
    PriceSource Source,
    string PriceBook,
    decimal Variance,
    bool Flagged);
