using VideoPipeline.Simulator.Tasks;

namespace VideoPipeline.Simulator.TokenHub;

/// <summary>USD per second; seconds of input video cost as much as seconds of output.</summary>
internal static class TokenHubPrices
{
    public static decimal PerSecond(string model, string resolution) => (model, resolution) switch
    {
        ("doubao-seedance-2.0", "480p") => 0.12m,
        ("doubao-seedance-2.0", _) => 0.20m,
        (_, "480p") => 0.10m,
        _ => 0.16m,
    };

    public static Func<decimal, Bill> For(string model, string resolution, decimal secondsIn, decimal secondsOut) => share =>
        new Bill(secondsOut * share, "seconds", (secondsIn + (secondsOut * share)) * PerSecond(model, resolution), "USD");
}
