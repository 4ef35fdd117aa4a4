using System.Globalization;
using System.Text.Json.Nodes;

namespace VideoPipeline.Requests;

/// <summary>
/// Puts flat text fields (a CSV row) into the shape of a JSON request. An empty cell is an absent field; lists are separated by
/// spaces, line breaks or '|'; <c>metadata.sku</c> is a pair of the metadata. What cannot be converted stays text, so that the reader
/// refuses it by name.
/// </summary>
public static class FlatFields
{
    private static readonly char[] Separators = [' ', '\t', '\r', '\n', '|'];

    public static JsonObject ToJson(IEnumerable<KeyValuePair<string, string>> cells)
    {
        var json = new JsonObject();
        foreach (var (name, cell) in cells)
        {
            if (string.IsNullOrWhiteSpace(cell))
            {
                continue;
            }

            if (name.StartsWith("metadata.", StringComparison.Ordinal))
            {
                var metadata = json["metadata"] as JsonObject ?? (JsonObject)(json["metadata"] = new JsonObject());
                metadata[name["metadata.".Length..]] = cell;
            }
            else
            {
                json[name] = Value(name, cell.Trim());
            }
        }

        return json;
    }

    private static JsonNode Value(string name, string cell) => VideoFields.ByName.GetValueOrDefault(name)?.Kind switch
    {
        FieldKind.Whole => Number(cell),
        FieldKind.Flag => bool.TryParse(cell, out var flag) ? flag : cell,
        FieldKind.Images or FieldKind.Medias or FieldKind.Videos => List(cell),
        _ => cell,
    };

    private static JsonNode Number(string cell) =>
        decimal.TryParse(cell, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            ? number
            : cell;

    private static JsonArray List(string cell) =>
        [.. cell.Split(Separators, StringSplitOptions.RemoveEmptyEntries).Select(item => (JsonNode)item)];
}
