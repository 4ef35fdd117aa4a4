using System.Globalization;
using System.Text.RegularExpressions;
using VideoPipeline.Simulator.Tasks;

namespace VideoPipeline.Simulator.Gogogotoken;

/// <summary>What <c>size</c> and <c>metadata.resolution</c> say together.</summary>
internal sealed partial record FrameSize(int Width, int Height, string Resolution)
{
    private static readonly (int Width, int Height) Documented480 = (854, 480);

    /// <summary>Reads <c>size</c>; null when it is none.</summary>
    public static FrameSize? Parse(string size, string? resolution)
    {
        if (Pattern().Match(size) is not { Success: true } match)
        {
            return null;
        }

        var width = int.Parse(match.Groups["width"].Value, CultureInfo.InvariantCulture);
        var height = int.Parse(match.Groups["height"].Value, CultureInfo.InvariantCulture);
        if (width is < 300 or > 6000 || height is < 300 or > 6000)
        {
            return null;
        }

        var named = resolution ?? Name(width, height);
        var isNative480 = Math.Max(width, height) == 864 && Math.Min(width, height) == 496;
        var frame = named == "480p" && !isNative480 ? Documented480 : VideoTokens.Frame(named);
        return height > width ? new FrameSize(frame.Height, frame.Width, named) : new FrameSize(frame.Width, frame.Height, named);
    }

    private static string Name(int width, int height) => (Math.Min(width, height), (long)width * height) switch
    {
        (480 or 496, _) => "480p",
        (720, _) => "720p",
        (1080, _) => "1080p",
        (2160, _) => "4k",
        (_, <= 500_000) => "480p",
        (_, <= 1_000_000) => "720p",
        (_, <= 2_300_000) => "1080p",
        _ => "4k",
    };

    [GeneratedRegex("^(?<width>[0-9]{3,4})x(?<height>[0-9]{3,4})$")]
    private static partial Regex Pattern();
}
