using System.Globalization;
using System.Text.Json.Nodes;

namespace VideoPipeline.Cli.Videos;

internal static class ReferenceVideo
{
    /// <summary>"URL", or "URL,SECONDS": the quote needs the length of a reference video.</summary>
    public static JsonNode Parse(string text)
    {
        var comma = text.LastIndexOf(',');
        return comma > 0 && decimal.TryParse(text[(comma + 1)..], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
            ? new JsonObject { ["url"] = text[..comma], ["duration"] = seconds }
            : JsonValue.Create(text);
    }
}
