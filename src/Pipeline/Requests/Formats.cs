namespace VideoPipeline.Requests;

/// <summary>The shapes that the model family can output.</summary>
public static class Formats
{
    /// <summary>The ratio follows the input image or video.</summary>
    public const string Adaptive = "adaptive";

    public static IReadOnlyList<string> Resolutions { get; } = ["480p", "720p", "1080p", "4k"];

    public static IReadOnlyList<string> AspectRatios { get; } = ["16:9", "9:16", "1:1", "4:3", "3:4", "21:9", Adaptive];
}
