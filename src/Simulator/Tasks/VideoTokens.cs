namespace VideoPipeline.Simulator.Tasks;

/// <summary>Tokens of a video: width × height × (24 × (seconds in + seconds out) + 1) / 1024, to the whole token.</summary>
internal static class VideoTokens
{
    public static decimal Count((int Width, int Height) frame, decimal secondsIn, decimal secondsOut) =>
        Math.Round(frame.Width * (decimal)frame.Height * ((24 * (secondsIn + secondsOut)) + 1) / 1024m);

    /// <summary>The native 16:9 frame of a resolution; other ratios have the same area.</summary>
    public static (int Width, int Height) Frame(string resolution) => resolution switch
    {
        "480p" => (864, 496),
        "720p" => (1280, 720),
        "1080p" => (1920, 1080),
        _ => (3840, 2160),
    };
}
