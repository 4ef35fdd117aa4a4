using System.Text.Json;

namespace VideoPipeline.Cli.Shell;

/// <summary>Shows rows as the host sends them: a column per field, so that a new field needs no new client.</summary>
internal static class JsonTable
{
    /// <summary>The list in an answer: the answer itself, or its first member that is a list of objects.</summary>
    public static IReadOnlyList<JsonElement> Rows(JsonElement answer) => answer.ValueKind switch
    {
        JsonValueKind.Array => [.. answer.EnumerateArray()],
        JsonValueKind.Object => answer.EnumerateObject().Select(member => member.Value)
            .Where(value => value.ValueKind is JsonValueKind.Array)
            .Select(value => value.EnumerateArray().ToList())
            .FirstOrDefault(rows => rows.Count > 0 && rows.TrueForAll(row => row.ValueKind is JsonValueKind.Object)) ?? [],
        _ => [],
    };

    public static void Write(IReadOnlyList<JsonElement> rows, Terminal terminal)
    {
        var names = rows.Where(row => row.ValueKind is JsonValueKind.Object)
            .SelectMany(row => row.EnumerateObject())
            .Select(member => member.Name).Distinct().ToList();
        if (names.Count == 0)
        {
            terminal.Line("Nothing.");
            return;
        }

        var table = new RowTable(terminal, [.. names.Select(name => new Column(name.Replace('_', ' '), IsFigure(rows, name)))]);
        foreach (var row in rows)
        {
            table.Add([.. names.Select(name => (Cell)(row.TryGetProperty(name, out var value) ? TextOf(value) : "-"))]);
        }

        table.Write();
    }

    public static string TextOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => "-",
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Array => string.Join(", ", value.EnumerateArray().Select(TextOf)),
        JsonValueKind.Object => string.Join(", ", value.EnumerateObject().Select(member => $"{member.Name}={TextOf(member.Value)}")),
        _ => value.GetRawText(),
    };

    private static bool IsFigure(IReadOnlyList<JsonElement> rows, string name) => rows.All(row =>
        !row.TryGetProperty(name, out var value)
        || value.ValueKind is JsonValueKind.Number or JsonValueKind.Null
        || (value.ValueKind is JsonValueKind.String && decimal.TryParse(value.GetString(), System.Globalization.CultureInfo.InvariantCulture, out _)));
}
