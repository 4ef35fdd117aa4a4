using System.Globalization;
using System.Text.Json;

namespace VideoPipeline.Resellers.Answers;

/// <summary>
/// A provider's JSON answer, read liberally: some resellers wrap the documented body in <c>{"code", "data": {…}}</c>, even twice, so
/// a member is looked for in each layer from the outside in.
/// </summary>
internal sealed class AnswerBody
{
    private const int MaxLayers = 4;

    private readonly List<JsonElement> layers = [];

    private AnswerBody(JsonElement root)
    {
        for (var layer = root; layers.Count < MaxLayers; layer = layer.GetProperty("data"))
        {
            layers.Add(layer);
            if (!layer.TryGetProperty("data", out var inner) || inner.ValueKind is not JsonValueKind.Object)
            {
                break;
            }
        }
    }

    /// <summary>The layers from the outside in.</summary>
    public IReadOnlyList<JsonElement> Layers => layers;

    public static AnswerBody? Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        return LenientJson.Parse(text) is { ValueKind: JsonValueKind.Object } root ? new AnswerBody(root) : null;
    }

    /// <summary>The first layer's member under the first of the names that has a value.</summary>
    public JsonElement? Member(params ReadOnlySpan<string> names)
    {
        foreach (var layer in layers)
        {
            foreach (var name in names)
            {
                if (Json(layer, name) is { } value)
                {
                    return value;
                }
            }
        }

        return null;
    }

    public string? Text(params ReadOnlySpan<string> names) => TextOf(Member(names));

    public static JsonElement? Json(JsonElement? parent, string name) =>
        parent is { ValueKind: JsonValueKind.Object } json && json.TryGetProperty(name, out var value)
            && value.ValueKind is not JsonValueKind.Null ? value : null;

    public static JsonElement? First(JsonElement? array) =>
        array is { ValueKind: JsonValueKind.Array } json && json.GetArrayLength() > 0 ? json[0] : null;

    /// <summary>A string or a number as text; null for everything else, for empty text, and for text that is no Unicode.</summary>
    public static string? TextOf(JsonElement? value)
    {
        try
        {
            return value switch
            {
                { ValueKind: JsonValueKind.String } text => text.GetString() is { Length: > 0 } found ? found : null,
                { ValueKind: JsonValueKind.Number } number => number.GetRawText(),
                _ => null,
            };
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    public static decimal? NumberOf(JsonElement? value) =>
        decimal.TryParse(TextOf(value)?.TrimEnd('%', 's', ' '), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
