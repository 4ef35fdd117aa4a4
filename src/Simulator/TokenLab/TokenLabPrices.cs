using VideoPipeline.Simulator.Tasks;

namespace VideoPipeline.Simulator.TokenLab;

/// <summary>USD per million tokens: the official CNY price at 6.8; 4k has none and goes by the USD list.</summary>
internal static class TokenLabPrices
{
    private const decimal CnyPerUsd = 6.8m;

    public static decimal PerMillion(string model, string resolution, bool videoInput) => (model, resolution, videoInput) switch
    {
        ("seedance-2.0-mini", _, false) => 23m / CnyPerUsd,
        ("seedance-2.0-mini", _, true) => 14m / CnyPerUsd,
        ("seedance-2.0-fast", _, false) => 37m / CnyPerUsd,
        ("seedance-2.0-fast", _, true) => 22m / CnyPerUsd,
        (_, "1080p", false) => 51m / CnyPerUsd,
        (_, "1080p", true) => 31m / CnyPerUsd,
        (_, "4k", false) => 4.0m,
        (_, "4k", true) => 2.4m,
        (_, _, false) => 46m / CnyPerUsd,
        (_, _, true) => 28m / CnyPerUsd,
    };

    public static Func<decimal, Bill> For(
        string model, string resolution, decimal secondsIn, decimal secondsOut, bool videoInput) => share =>
    {
        var tokens = Math.Round(VideoTokens.Count(VideoTokens.Frame(resolution), secondsIn, secondsOut) * share);
        return new Bill(tokens, "tokens", Math.Round(tokens * PerMillion(model, resolution, videoInput) / 1_000_000m, 6), "USD");
    };
}
