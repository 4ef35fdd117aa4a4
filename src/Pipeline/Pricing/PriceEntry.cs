namespace VideoPipeline.Pricing;

/// <summary>One price of the price book.</summary>
/// <param name="VideoInput">With or without video input; null where it makes no difference.</param>
/// <param name="Rate">USD per million tokens, USD per second, or credits per second of output.</param>
/// <param name="Documented">The reseller (or the price list that it names) says so; otherwise it is our assumption.</param>
/// <param name="Source">Where the price stands.</param>
public sealed record PriceEntry(
    string Provider, string Model, string Resolution, bool? VideoInput, UsageUnit Unit, decimal Rate, bool Documented, string Source)
{
    /// <summary>What the rate counts.</summary>
    public string Per => Unit switch
    {
        UsageUnit.Tokens => "usd_per_million_tokens",
        UsageUnit.Seconds => "usd_per_second",
        _ => "credits_per_second",
    };
}
