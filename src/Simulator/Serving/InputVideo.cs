using System.Globalization;
using System.Text.RegularExpressions;

namespace VideoPipeline.Simulator.Serving;

/// <summary>Stands in for the reseller's look into an input video, which the simulator never fetches.</summary>
internal static partial class InputVideo
{
    /// <summary>The seconds that the URL tells (<c>clip-15s.mp4</c>), or those of the options.</summary>
    public static decimal SecondsOf(string url, SimulatorOptions options) =>
        Length().Match(url) is { Success: true } match
            ? decimal.Parse(match.Groups["seconds"].Value, CultureInfo.InvariantCulture)
            : (decimal)options.InputVideoSeconds;

    [GeneratedRegex(@"-(?<seconds>\d{1,3}(\.\d{1,3})?)s\.\w+($|\?)")]
    private static partial Regex Length();
}
