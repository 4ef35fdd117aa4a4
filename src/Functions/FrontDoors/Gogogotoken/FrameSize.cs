using System.Globalization;

namespace VideoPipeline.Functions.FrontDoors.Gogogotoken;

/// <summary>A <c>size</c> in pixels as the resolution and the shape that it means.</summary>
internal sealed record FrameSize(string Resolution, string? AspectRatio)
{
    // As the documented sizes differ from the exact ratio: 854x480 is 16:9.
    private const double Tolerance = 0.04;
    private const double AreaTolerance = 0.06;

    private static readonly (string Resolution, int ShortSide, int Area)[] s_resolutions =
    [
        ("480p", 480, 854 * 480),
        ("720p", 720, 1280 * 720),
        ("1080p", 1080, 1920 * 1080),
        ("4k", 2160, 3840 * 2160),
    ];

    private static readonly (string Name, double Value)[] s_ratios =
        [("16:9", 16d / 9), ("9:16", 9d / 16), ("1:1", 1), ("4:3", 4d / 3), ("3:4", 3d / 4), ("21:9", 21d / 9)];

    /// <summary>Null when this is no size of the model's.</summary>
    public static FrameSize? Parse(string text)
    {
        var sides = text.Split('x');
        if (sides.Length != 2 || !TryRead(sides[0], out var width) || !TryRead(sides[1], out var height))
        {
            return null;
        }

        var resolution = s_resolutions.FirstOrDefault(known => Math.Min(width, height) == known.ShortSide).Resolution
            ?? s_resolutions.FirstOrDefault(known => Math.Abs(((double)width * height / known.Area) - 1) < AreaTolerance).Resolution;
        var ratio = s_ratios.FirstOrDefault(known => Math.Abs(((double)width / height / known.Value) - 1) < Tolerance).Name;
        return resolution is null ? null : new FrameSize(resolution, ratio);
    }

    private static bool TryRead(string side, out int pixels) =>
        int.TryParse(side, NumberStyles.None, CultureInfo.InvariantCulture, out pixels) && pixels is > 0 and <= 8192;
}
