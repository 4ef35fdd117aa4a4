using System.Globalization;
using Spectre.Console;
using VideoPipeline.Cli.Shell;

namespace VideoPipeline.Cli.Videos;

internal static class JobDetails
{
    public static void Write(Job job, Terminal terminal)
    {
        var grid = new Grid().AddColumn(new GridColumn().NoWrap().PadRight(2)).AddColumn();
        foreach (var (name, value) in Rows(job, terminal.Self))
        {
            if (!string.IsNullOrEmpty(value))
            {
                grid.AddRow(new Text(name, new Style(Color.Grey)), new Text(value));
            }
        }

        terminal.Out.Write(grid);
    }

    private static IEnumerable<(string Name, string? Value)> Rows(Job job, string self) =>
    [
        ("id", job.Id),
        ("status", job.Status + (job.Late is true ? " (late)" : "")),
        ("provider", job.Provider),
        ("provider task", job.ProviderTaskId),
        ("model", job.Model),
        ("operation", job.Operation),
        ("batch", job.BatchId),
        ("quoted", Describe(job.Quote)),
        ("billed", Describe(job.Usage)),
        ("video", job.Output?.Video?.Blob),
        ("bytes", job.Output?.Video?.Bytes?.ToString("N0", CultureInfo.InvariantCulture)),
        ("sha256", job.Output?.Video?.Sha256),
        ("cover", job.Output?.Cover?.Blob),
        ("error", job.Error?.Text),
        ("provider said", Join(job.Error?.ProviderCode, job.Error?.ProviderMessage)),
        ("created", Time(job.CreatedAt)),
        ("submitted", Time(job.SubmittedAt)),
        ("completed", Time(job.CompletedAt)),
        ("next", NextStep(job, self)),
    ];

    private static string? Describe(Charge? charge) => charge is null
        ? null
        : $"{Money.Usd(charge)}  {charge.Quantity?.ToString("0.######", CultureInfo.InvariantCulture)} {charge.Unit} ({charge.Source})";

    private static string? Join(string? code, string? message) =>
        code is null && message is null ? null : string.Join(": ", new[] { code, message }.OfType<string>());

    private static string? Time(DateTimeOffset? time) =>
        time?.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string? NextStep(Job job, string self) => job.Status switch
    {
        "ambiguous" => $"{self} resolve {job.Id} --task-id … | --resubmit | --abandon",
        "succeeded" => $"{self} content {job.Id} --output video.mp4",
        _ => null,
    };
}
