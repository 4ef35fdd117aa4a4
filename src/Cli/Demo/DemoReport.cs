using System.Globalization;
using System.Text.Json.Nodes;
using Spectre.Console;
using VideoPipeline.Cli.Demo.Chaos;
using VideoPipeline.Cli.Shell;
using VideoPipeline.Cli.Videos;

namespace VideoPipeline.Cli.Demo;

internal static class DemoReport
{
    /// <summary>Prints what became of the items, and returns whether all is as it should be.</summary>
    public static bool Write(IReadOnlyList<DemoResult> results, DemoOutput output, TimeSpan taken, Terminal terminal, ChaosOutcome? chaos = null)
    {
        var billed = results.Sum(result => result.Billed);
        var quoted = results.Sum(result => result.Quoted);
        var good = billed == quoted && results.All(result => result.Fault is null) && chaos is null or { Faults.Count: 0 };
        var document = Document(results, billed, quoted, good, taken, output);
        if (chaos is not null)
        {
            document["chaos"] = ChaosReport.Document(chaos);
        }

        terminal.Document(document);
        WriteTable(results, billed, terminal);
        foreach (var result in results.Where(result => result.Fault is not null))
        {
            terminal.Line("[red]{0}[/]: {1}", result.Item.Name, result.Fault!);
        }

        terminal.Line("");
        terminal.Line(billed == quoted
            ? $"The bill, {Money.Usd(billed)}, equals the sum of the quotes."
            : $"The bill, {Money.Usd(billed)}, differs from the sum of the quotes, {Money.Usd(quoted)}.");
        if (good)
        {
            terminal.Line($"All {results.Count} videos were downloaded again and are MP4s of the stated length and SHA-256.");
        }

        if (chaos is not null)
        {
            ChaosReport.Write(chaos, results, terminal);
        }

        terminal.Line(string.Create(CultureInfo.InvariantCulture, $"{taken.TotalSeconds:0} s in all. Videos, covers and the bill (bill.csv) are in {output.Directory}."));
        return good;
    }

    private static void WriteTable(IReadOnlyList<DemoResult> results, decimal billed, Terminal terminal)
    {
        var table = new RowTable(
            terminal,
            new Column("item"), new Column("provider"), new Column("model", MayBeMissed: true), new Column("size"), new Column("seconds", IsFigure: true), new Column("status"),
            new Column("took", IsFigure: true, MayBeMissed: true), new Column("billed", IsFigure: true), new Column("cheapest", MayBeMissed: true), new Column("blob", MayBeMissed: true));
        foreach (var result in results)
        {
            table.Add(
                result.Item.Name,
                result.Job.Provider ?? "-",
                result.Job.Model ?? "-",
                result.Resolution,
                result.Seconds,
                StatusText.Of(result.Job.Status),
                Took(result.Job),
                Money.Usd(result.Job.Usage),
                result.Quotes.Cheapest is { } best ? $"{best.Provider} {Money.Usd(best.Quote)}" : "-",
                result.Job.Output?.Video?.Blob ?? "-");
        }

        table.Add("total", "", "", "", "", "", "", Money.Usd(billed), "", "");
        table.Write();
    }

    private static string Took(Job job) => job.Taken?.TotalSeconds.ToString("0.0' s'", CultureInfo.InvariantCulture) ?? "-";

    private static JsonObject Document(
        IReadOnlyList<DemoResult> results, decimal billed, decimal quoted, bool good, TimeSpan taken, DemoOutput output) => new()
        {
            ["ok"] = good,
            ["took_seconds"] = Math.Round(taken.TotalSeconds, 1),
            ["billed_usd"] = Money.Plain(billed),
            ["quoted_usd"] = Money.Plain(quoted),
            ["output"] = output.Directory,
            ["bill_csv"] = output.Bill,
            ["items"] = new JsonArray([.. results.Select(Item)]),
        };

    private static JsonNode Item(DemoResult result) => new JsonObject
    {
        ["item"] = result.Item.Name,
        ["id"] = result.Job.Id,
        ["provider"] = result.Job.Provider,
        ["status"] = result.Job.Status,
        ["model"] = result.Job.Model,
        ["resolution"] = result.Resolution,
        ["seconds"] = result.Seconds,
        ["took_seconds"] = result.Job.Taken?.TotalSeconds,
        ["billed_usd"] = Money.Plain(result.Billed),
        ["quoted_usd"] = Money.Plain(result.Quoted),
        ["cheapest"] = result.Quotes.Cheapest?.Provider,
        ["cheapest_usd"] = Money.Plain(result.Quotes.Cheapest?.Quote?.AmountUsd),
        ["blob"] = result.Job.Output?.Video?.Blob,
        ["sha256"] = result.Job.Output?.Video?.Sha256,
        ["fault"] = result.Fault,
    };
}
