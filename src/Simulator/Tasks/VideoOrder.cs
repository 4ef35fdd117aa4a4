namespace VideoPipeline.Simulator.Tasks;

/// <summary>A request that a dialect's rules let through.</summary>
/// <param name="PriceAt">The bill for a share of the ordered output; 1 is what was ordered.</param>
/// <param name="Echo">Fields of the request that the dialect shows in its answers.</param>
internal sealed record VideoOrder(
    string Model,
    string Prompt,
    decimal Seconds,
    string Resolution,
    bool Portrait,
    Func<decimal, Bill> PriceAt,
    IReadOnlyDictionary<string, object> Echo,
    Uri? CallbackUrl = null);
