using VideoPipeline.Simulator.Tasks;

namespace VideoPipeline.Simulator.Gogogotoken;

/// <summary>USD per million tokens, after the official list; a video among the inputs has a tier of its own.</summary>
internal static class GogogotokenPrices
{
    public static decimal PerMillion(string model, string resolution, bool videoInput) => (model, resolution, videoInput) switch
    {
        ("doubao-seedance-2-0-fast", _, false) => 5.6m,
        ("doubao-seedance-2-0-fast", _, true) => 3.3m,
        (_, "1080p", false) => 7.7m,
        (_, "1080p", true) => 4.7m,
        (_, "4k", false) => 4.0m,
        (_, "4k", true) => 2.4m,
        (_, _, false) => 7.0m,
        (_, _, true) => 4.3m,
    };

    public static Func<decimal, Bill> For(
        string model, FrameSize frame, decimal secondsIn, decimal secondsOut, bool videoInput) => share =>
    {
        var tokens = Math.Round(VideoTokens.Count((frame.Width, frame.Height), secondsIn, secondsOut) * share);
        var price = PerMillion(model, frame.Resolution, videoInput);
        return new Bill(tokens, "tokens", Math.Round(tokens * price / 1_000_000m, 6), "USD");
    };
}
