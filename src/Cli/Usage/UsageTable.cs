using System.Globalization;
using System.Text.Json;
using VideoPipeline.Cli.Shell;
using VideoPipeline.Cli.Videos;

namespace VideoPipeline.Cli.Usage;

internal static class UsageTable
{
    private const string Amount = "amount_usd";

    public static void Write(JsonElement answer, Terminal terminal)
    {
        var rows = JsonTable.Rows(answer);
        JsonTable.Write(rows, terminal);
        if (rows.Count > 0)
        {
            terminal.Line($"Total: {Money.Usd(rows.Sum(AmountOf))}");
        }
    }

    private static decimal AmountOf(JsonElement row) =>
        row.TryGetProperty(Amount, out var amount) && decimal.TryParse(JsonTable.TextOf(amount), CultureInfo.InvariantCulture, out var value)
            ? value
            : 0;
}
