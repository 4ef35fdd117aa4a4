using System.Globalization;
using System.Text.Json.Nodes;
using Spectre.Console;
using VideoPipeline.Cli.Shell;
using VideoPipeline.Cli.Videos;

namespace VideoPipeline.Cli.Demo;

internal static class DemoReport
{
    /// <summary>Prints what became of the items, and returns whether all is as it should be.</summary>
    public static bool Write(IReadOnlyList<DemoResult> results, string file, TimeSpan taken, Terminal terminal)
    {
        var billed = results.Sum(result => result.Billed);
        var quoted = results.Sum(result => result.Quoted);
        var good = billed == quoted && results.All(result => result.Fault is null);
        terminal.Document(Document(results, billed, quoted, good, taken, file));
        terminal.Out.Write(Table(results, billed, terminal));
        foreach (var result in results.Where(result => result.Fault is not null))
        {
            terminal.Line("[red]{0}[/]: {1}", result.Item, result.Fault!);
        }

        terminal.Line("");
        terminal.Line(billed == quoted
            ? $"The bill, {Money.Usd(billed)}, equals the sum of the quotes."
            : $"The bill, {Money.Usd(billed)}, differs from the sum of the quotes, {Money.Usd(quoted)}.");
        if (good)
        {
            terminal.Line($"All {results.Count} videos were downloaded again and are MP4s of the stated length and SHA-256.");
        }

        terminal.Line(string.Create(CultureInfo.InvariantCulture, $"{taken.TotalSeconds:0} s in all. Results: {file}"));
        return good;
    }

    private static Table Table(IReadOnlyList<DemoResult> results, decimal billed, Terminal terminal)
    {
        var table = Tables.Create(terminal, "item", "provider", "status", ">seconds", ">billed", "cheapest", "blob");
        foreach (var result in results)
        {
            table.AddRow(
                new Text(result.Item),
                new Text(result.Job.Provider ?? "-"),
                StatusText.Of(result.Job.Status),
                new Text(Seconds(result.Job)),
                new Text(Money.Usd(result.Job.Usage)),
                new Text(result.Quotes.Cheapest is { } best ? $"{best.Provider} {Money.Usd(best.Quote)}" : "-"),
                new Text(result.Job.Output?.Video?.Blob ?? "-"));
        }

        table.AddRow(new Text("total"), new Text(""), new Text(""), new Text(""), new Text(Money.Usd(billed)), new Text(""), new Text(""));
        return table;
    }

    private static string Seconds(Job job) => job.Taken?.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture) ?? "-";

    private static JsonObject Document(
        IReadOnlyList<DemoResult> results, decimal billed, decimal quoted, bool good, TimeSpan taken, string file) => new()
    {
        ["ok"] = good,
        ["seconds"] = Math.Round(taken.TotalSeconds, 1),
        ["billed_usd"] = billed.ToString(CultureInfo.InvariantCulture),
        ["quoted_usd"] = quoted.ToString(CultureInfo.InvariantCulture),
        ["results_csv"] = file,
        ["items"] = new JsonArray([.. results.Select(Item)]),
    };

    private static JsonNode Item(DemoResult result) => new JsonObject
    {
        ["item"] = result.Item,
        ["id"] = result.Job.Id,
        ["provider"] = result.Job.Provider,
        ["status"] = result.Job.Status,
        ["seconds"] = result.Job.Taken?.TotalSeconds,
        ["billed_usd"] = result.Billed.ToString(CultureInfo.InvariantCulture),
        ["quoted_usd"] = result.Quoted.ToString(CultureInfo.InvariantCulture),
        ["cheapest"] = result.Quotes.Cheapest?.Provider,
        ["cheapest_usd"] = result.Quotes.Cheapest?.Quote?.AmountUsd?.ToString(CultureInfo.InvariantCulture),
        ["blob"] = result.Job.Output?.Video?.Blob,
        ["sha256"] = result.Job.Output?.Video?.Sha256,
        ["fault"] = result.Fault,
    };
}
