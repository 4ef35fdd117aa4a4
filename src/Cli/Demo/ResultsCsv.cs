using System.Globalization;
using CsvHelper;
using VideoPipeline.Cli.Videos;

namespace VideoPipeline.Cli.Demo;

internal static class ResultsCsv
{
    private static readonly string[] Columns =
    [
        "item", "id", "provider", "model", "resolution", "seconds", "status", "took_seconds", "billed_usd", "quoted_usd", "cheapest_provider", "cheapest_usd",
        "blob", "bytes", "sha256", "fault",
    ];

    public static void Write(string path, IReadOnlyList<DemoResult> results)
    {
        using var csv = CsvWriter.ToFile(path);
        csv.WriteRecord(Columns);
        foreach (var result in results)
        {
            csv.WriteRecord([.. Row(result).Select(field => Convert.ToString(field, CultureInfo.InvariantCulture) ?? "")]);
        }
    }

    private static object?[] Row(DemoResult result) =>
    [
        result.Item.Name, result.Job.Id, result.Job.Provider, result.Job.Model, result.Resolution, result.Seconds, result.Job.Status,
        result.Job.Taken?.TotalSeconds, Money.Plain(result.Billed), Money.Plain(result.Quoted),
        result.Quotes.Cheapest?.Provider, Money.Plain(result.Quotes.Cheapest?.Quote?.AmountUsd),
        result.Job.Output?.Video?.Blob, result.Job.Output?.Video?.Bytes, result.Job.Output?.Video?.Sha256, result.Fault,
    ];
}
