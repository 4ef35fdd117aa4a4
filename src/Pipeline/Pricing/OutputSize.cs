using VideoPipeline.Resellers;

namespace VideoPipeline.Pricing;

/// <summary>
/// Pixels of a 16:9 output. Other ratios have the same area within a fraction of a per cent and are counted as these.
/// </summary>
internal static class OutputSize
{
    public static (int Width, int Height) Native480 => (864, 496);

    public static (int Width, int Height) Of(string provider, string resolution) => resolution switch
    {
        "480p" => KnownResellers.Find(provider)?.SizeOf480 ?? Native480,
        "720p" => (1280, 720),
        "1080p" => (1920, 1080),
        "4k" => (3840, 2160),
        _ => throw new ArgumentOutOfRangeException(nameof(resolution), resolution, "No such resolution."),
    };

    /// <summary>Only 1280×720 has published bills; everything else follows from the formula.</summary>
    public static bool IsDocumented(string resolution, string aspectRatio) => resolution is "720p" && aspectRatio is ("16:9" or "9:16");
}
