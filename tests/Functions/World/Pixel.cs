namespace VideoPipeline.Functions.Tests.World;

/// <summary>The smallest image there is.</summary>
internal static class Pixel
{
    public const string DataUri =
        "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
}
