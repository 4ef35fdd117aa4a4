using System.Globalization;

namespace VideoPipeline.Cli.Shell;

/// <summary>Times in tables.</summary>
internal static class Moment
{
    /// <summary>In UTC, to the second; a dash when it is not known.</summary>
    public static string Text(DateTimeOffset? time) => time?.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) ?? "-";
}
