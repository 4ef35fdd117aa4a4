using VideoPipeline.Resellers;

namespace VideoPipeline.Pricing;

/// <summary>The prices of all definitions. A change of one is a new <see cref="Version"/>; what is frozen in jobs stays as it was.</summary>
internal static class PriceTable
{
    public const string Version = "2026-11-20";

    public static IReadOnlyList<PriceEntry> Entries { get; } = [.. KnownResellers.All.SelectMany(reseller => reseller.Prices)];
}
