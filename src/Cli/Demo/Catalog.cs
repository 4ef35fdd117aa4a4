using System.Globalization;
using System.Text.Json.Nodes;
using CsvHelper;
using VideoPipeline.Cli.Shell;

namespace VideoPipeline.Cli.Demo;

/// <summary>A CSV file with one video request a row: columns are request fields, "item" names the row.</summary>
internal static class Catalog
{
    // As the host reads a list in a CSV cell.
    private static readonly char[] Separators = [' ', '\t', '\r', '\n', '|'];

    public static IReadOnlyList<CatalogItem> Read(string path)
    {
        try
        {
            // The comma is stated because prompts are full of commas, and detection could take a file of '|' lists otherwise.
            using var csv = CsvReader.FromFile(path, CsvReaderOptions.Default with { Separator = ',', TrimWhitespace = true });
            csv.ReadHeader();
            var columns = csv.Headers.ToArray();
            var items = new List<CatalogItem>();
            while (csv.Read())
            {
                items.Add(Item(columns, csv, items.Count + 1));
            }

            return items.Count > 0 ? items : throw new UsageException($"{path} holds no items.");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or CsvFormatException)
        {
            throw new UsageException($"{path} cannot be read as a catalogue: {fault.Message}");
        }
    }

    private static CatalogItem Item(string[] columns, CsvReader csv, int number)
    {
        var name = "";
        var request = new JsonObject();
        for (var column = 0; column < Math.Min(columns.Length, csv.FieldCount); column++)
        {
            var text = csv.GetString(column);
            if (columns[column] is "item")
            {
                name = text;
            }
            else if (text.Length > 0)
            {
                Set(request, columns[column], text);
            }
        }

        return new CatalogItem(name.Length > 0 ? name : $"row {number}", request);
    }

    private static void Set(JsonObject request, string column, string text)
    {
        if (column.StartsWith("metadata.", StringComparison.Ordinal))
        {
            var metadata = request["metadata"] as JsonObject;
            if (metadata is null)
            {
                request["metadata"] = metadata = [];
            }

            metadata[column["metadata.".Length..]] = text;
            return;
        }

        request[column] = column switch
        {
            "duration" or "seed" when decimal.TryParse(text, CultureInfo.InvariantCulture, out var number) => JsonValue.Create(number),
            "generate_audio" or "watermark" when bool.TryParse(text, out var flag) => JsonValue.Create(flag),
            "reference_images" or "reference_videos" or "reference_audios" => List(text),
            _ => JsonValue.Create(text),
        };
    }

    private static JsonArray List(string text) =>
        new([.. text.Split(Separators, StringSplitOptions.RemoveEmptyEntries).Select(value => JsonValue.Create(value))]);
}

internal sealed record CatalogItem(string Name, JsonObject Request);
