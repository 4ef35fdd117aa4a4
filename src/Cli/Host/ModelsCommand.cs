using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using VideoPipeline.Cli.Shell;

namespace VideoPipeline.Cli.Host;

internal static class ModelsCommand
{
    public static Command Create(CommandSetup setup) => setup.Command(
        "models",
        "What each provider can do, and at what price",
        async (session, _, cancellationToken) =>
        {
            var json = await session.Host.GetAsync("api/models", cancellationToken);
            session.Terminal.Document(json);
            Write(json, session.Terminal);
            return ExitCode.Ok;
        });

    private static void Write(JsonElement json, Terminal terminal)
    {
        var table = new RowTable(
            terminal, new Column("provider"), new Column("model"), new Column("operation"), new Column("seconds"), new Column("resolutions and prices"));
        foreach (var row in Members(json, "models"))
        {
            table.Add(Text(row, "provider"), Text(row, "model"), Text(row, "operation"), Seconds(row), Prices(row));
        }

        table.Write();
        var closed = Members(json, "providers").Where(provider => provider.TryGetProperty("configured", out var configured) && !configured.GetBoolean())
            .Select(provider => Text(provider, "provider")).ToList();
        if (closed.Count > 0)
        {
            terminal.Line("Without a key here: {0}.", string.Join(", ", closed));
        }
    }

    /// <summary>4–15 where every second of it is there, else one by one.</summary>
    private static string Seconds(JsonElement row)
    {
        var seconds = Members(row, "durations").Select(each => each.GetInt32()).Order().ToList();
        return seconds.Count > 2 && seconds[^1] - seconds[0] == seconds.Count - 1
            ? string.Create(CultureInfo.InvariantCulture, $"{seconds[0]}–{seconds[^1]}")
            : string.Join(", ", seconds);
    }

    private static string Prices(JsonElement row)
    {
        var prices = Members(row, "prices").ToLookup(price => Text(price, "resolution"));
        return string.Join("; ", Members(row, "resolutions").Select(each => each.GetString()!).Select(resolution =>
            prices[resolution].ToList() is { Count: > 0 } found ? $"{resolution} {string.Join(" / ", found.Select(Price))}" : $"{resolution} (no price)"));
    }

    private static string Price(JsonElement price) =>
        $"{Text(price, "rate")} {Text(price, "per").Replace('_', ' ')}{(price.TryGetProperty("video_input", out var video) && video.GetBoolean() ? " with video input" : "")}"
        + (price.TryGetProperty("documented", out var documented) && !documented.GetBoolean() ? " (assumed)" : "");

    private static string Text(JsonElement row, string name) => row.TryGetProperty(name, out var value) ? JsonTable.TextOf(value) : "-";

    private static JsonElement.ArrayEnumerator Members(JsonElement row, string name) =>
        row.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array ? list.EnumerateArray() : default;
}
