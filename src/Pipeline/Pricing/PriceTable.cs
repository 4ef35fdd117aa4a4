using VideoPipeline.Providers;
using VideoPipeline.Requests;

namespace VideoPipeline.Pricing;

/// <summary>The prices as data. A change here is a new <see cref="Version"/>; what is frozen in jobs stays as it was.</summary>
internal static class PriceTable
{
    public const string Version = "2026-11-20";

    /// <summary>tokenlab converts the official CNY list at this rate.</summary>
    private const decimal CnyPerUsd = 6.8m;

    private const string TokenHubPage = "tokenhub API guide";
    private const string SeedanceApiPage = "seedanceapi API v2";
    private const string TokenLabPage = "tokenlab Seedance 2.0 guide: official CNY list at 6.8 CNY/USD";
    private const string GogogotokenPage = "official USD list, which gogogotoken follows";

    public static IReadOnlyList<PriceEntry> Entries { get; } =
        [.. TokenHub(), .. SeedanceApi(), .. TokenLab(), .. Gogogotoken()];

    /// <summary>USD per second; input and output seconds cost the same.</summary>
    private static IEnumerable<PriceEntry> TokenHub() =>
        from price in new (string Model, string Resolution, decimal Rate)[]
        {
            (ModelNames.Seedance, "480p", 0.12m),
            (ModelNames.Seedance, "720p", 0.20m),
            (ModelNames.Fast, "480p", 0.10m),
            (ModelNames.Fast, "720p", 0.16m),
        }
        select new PriceEntry(
            ProviderNames.TokenHub, price.Model, price.Resolution, null, UsageUnit.Seconds, price.Rate, true, TokenHubPage);

    /// <summary>Credits per second of output; 100 credits are one dollar. The price of 2.0 and Fast is per duration alone.</summary>
    private static IEnumerable<PriceEntry> SeedanceApi() =>
        from price in new (string Model, string Resolution, bool Video, decimal Rate)[]
        {
            (ModelNames.Seedance, "480p", false, 48m),
            (ModelNames.Seedance, "720p", false, 48m),
            (ModelNames.Seedance, "1080p", false, 48m),
            (ModelNames.Fast, "480p", false, 32m),
            (ModelNames.Fast, "720p", false, 32m),
            (ModelNames.Fast, "1080p", false, 32m),
            (ModelNames.Mini, "480p", false, 14.25m),
            (ModelNames.Mini, "480p", true, 9m),
            (ModelNames.Mini, "720p", false, 30.75m),
            (ModelNames.Mini, "720p", true, 18.75m),
        }
        select new PriceEntry(
            ProviderNames.SeedanceApi, price.Model, price.Resolution, price.Video, UsageUnit.Credits, price.Rate, true, SeedanceApiPage);

    /// <summary>CNY per million tokens, without and with video input. The list has no CNY price for 4k.</summary>
    private static IEnumerable<PriceEntry> TokenLab() =>
        from price in new (string Model, string Resolution, decimal Plain, decimal Video)[]
        {
            (ModelNames.Seedance, "480p", 46m, 28m),
            (ModelNames.Seedance, "720p", 46m, 28m),
            (ModelNames.Seedance, "1080p", 51m, 31m),
            (ModelNames.Fast, "480p", 37m, 22m),
            (ModelNames.Fast, "720p", 37m, 22m),
            (ModelNames.Mini, "480p", 23m, 14m),
            (ModelNames.Mini, "720p", 23m, 14m),
        }
        from video in (bool[])[false, true]
        select new PriceEntry(
            ProviderNames.TokenLab, price.Model, price.Resolution, video, UsageUnit.Tokens,
            (video ? price.Video : price.Plain) / CnyPerUsd, true, TokenLabPage);

    /// <summary>USD per million tokens, without and with video input.</summary>
    private static IEnumerable<PriceEntry> Gogogotoken() =>
        from price in new (string Model, string Resolution, decimal Plain, decimal Video)[]
        {
            (ModelNames.Seedance, "480p", 7.0m, 4.3m),
            (ModelNames.Seedance, "720p", 7.0m, 4.3m),
            (ModelNames.Seedance, "1080p", 7.7m, 4.7m),
            (ModelNames.Fast, "480p", 5.6m, 3.3m),
            (ModelNames.Fast, "720p", 5.6m, 3.3m),
        }
        from video in (bool[])[false, true]
        select new PriceEntry(
            ProviderNames.Gogogotoken, price.Model, price.Resolution, video, UsageUnit.Tokens,
            video ? price.Video : price.Plain, false, GogogotokenPage);
}
