using System.Text.Json.Serialization;
using VideoPipeline.Pricing;

namespace VideoPipeline.Resellers.Capabilities;

/// <summary>The answer of <c>GET /api/models</c>: the capability table with prices.</summary>
public sealed record ModelsDocument(string PriceBook, IReadOnlyList<ModelsProvider> Providers, IReadOnlyList<ModelsRow> Models)
{
    public static ModelsDocument Create(ProviderRegistry registry, PriceBook book) => new(
        book.Version,
        [.. CapabilityTable.Traits.Select(t => new ModelsProvider(
            t.Provider, registry.TryGet(t.Provider, out _), t.Callback, t.Cancel, t.FailureIsUnbilled, t.MaxPromptLength, t.Assumed))],
        [.. CapabilityTable.Rows.Select(row => Row(row, book))]);

    private static ModelsRow Row(Capability row, PriceBook book) => new(
        row.Provider, row.Model, row.UpstreamModel, row.Operation, row.Resolutions, row.Durations, row.AspectRatios, row.Inputs,
        row.Flags, [.. Prices(row, book)]);

    private static IEnumerable<ModelsPrice> Prices(Capability row, PriceBook book) =>
        from resolution in row.Resolutions
        from video in VideoInputs(row)
        let price = book.Find(row.Provider, row.Model, resolution, video)
        where price is not null
        select new ModelsPrice(resolution, video, price.Unit, price.Rate, price.Per, price.Documented, price.Source);

    private static bool[] VideoInputs(Capability row) => row.Inputs switch
    {
        { SourceTask: true } or { Videos.Min: > 0 } => [true],
        { Videos.Max: > 0 } => [false, true],
        _ => [false],
    };
}

/// <summary>One reseller; <paramref name="Configured"/> when it has a key here.</summary>
public sealed record ModelsProvider(
    string Provider, bool Configured, bool Callback, bool Cancel, bool FailureIsUnbilled, int? MaxPromptLength, string? Assumed);

/// <summary>What one reseller does with one model in one operation. A resolution without a price is unpriced.</summary>
public sealed record ModelsRow(
    string Provider,
    string Model,
    string UpstreamModel,
    string Operation,
    IReadOnlyList<string> Resolutions,
    IReadOnlyList<int> Durations,
    IReadOnlyList<string> AspectRatios,
    InputLimits Inputs,
    FlagSupport Flags,
    IReadOnlyList<ModelsPrice> Prices);

/// <summary>A price of the row; <paramref name="Per"/> says what <paramref name="Rate"/> counts.</summary>
public sealed record ModelsPrice(
    string Resolution,
    bool VideoInput,
    UsageUnit Unit,
    [property: JsonConverter(typeof(ExactDecimal))] decimal Rate,
    string Per,
    bool Documented,
    string Source);
