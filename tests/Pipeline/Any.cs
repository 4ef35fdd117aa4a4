using VideoPipeline.Pricing;
using VideoPipeline.Resellers;
using VideoPipeline.Requests;

namespace VideoPipeline.Tests;

/// <summary>Things that a test needs and does not care about.</summary>
internal static class Any
{
    public static VideoRequest Request { get; } = new()
    {
        Provider = ProviderNames.TokenHub,
        Model = "seedance-2.0",
        Operation = Operations.TextToVideo,
        Prompt = "A slow dolly shot through a library",
        Duration = 5,
        Resolution = "720p",
        AspectRatio = "16:9",
    };

    public static Quote Quote { get; } =
        new(UsageUnit.Tokens, 108_900, 0.0000077m, "USD", 0.83853m, 0.83853m, PriceSource.Computed, "2026-01");

    public static Settlement Bill(decimal amountUsd = 0.83853m) =>
        new(UsageUnit.Tokens, 108_900, 0.0000077m, "USD", amountUsd, amountUsd, PriceSource.Provider, "2026-01", Variance: 0, Flagged: false);

    public static ProviderFailure Failure(string code, TimeSpan? retryAfter = null) =>
        new(ProviderNames.TokenHub, code, $"It said {code}.", Acceptance.NotAccepted, RetryAfter: retryAfter);
}
