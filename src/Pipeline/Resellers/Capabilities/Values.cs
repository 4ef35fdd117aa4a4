namespace VideoPipeline.Resellers.Capabilities;

/// <summary>Value lists that several rows share.</summary>
internal static class Values
{
    public static IReadOnlyList<string> Upto720 { get; } = ["480p", "720p"];

    public static IReadOnlyList<string> Upto1080 { get; } = ["480p", "720p", "1080p"];

    public static IReadOnlyList<string> Upto4K { get; } = ["480p", "720p", "1080p", "4k"];

    public static IReadOnlyList<int> From4To15 { get; } = [.. Enumerable.Range(4, 12)];

    public static IReadOnlyList<string> FamilyRatios { get; } = ["16:9", "9:16", "1:1", "4:3", "3:4", "21:9"];
}
