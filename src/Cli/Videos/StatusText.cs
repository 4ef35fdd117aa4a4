using Spectre.Console;
using VideoPipeline.Cli.Shell;

namespace VideoPipeline.Cli.Videos;

internal static class StatusText
{
    public static Cell Of(string status) => new(status, new Style(ColorOf(status)));

    public static Color ColorOf(string status) => status switch
    {
        "succeeded" or "completed" => Color.Green,
        "failed" => Color.Red,
        "cancelled" => Color.Grey,
        "queued" => Color.Silver,
        "ambiguous" or "timed_out" => Color.Yellow,
        _ => Color.Blue,
    };
}
