using System.Text.Json;
using Newtonsoft.Json;

namespace VideoPipeline.DurableTask.Sqlite.Bytes;

/// <summary>
/// The properties of a failure as JSON. They come back as dictionaries, lists and plain values: whoever turns them into
/// messages knows no other kinds.
/// </summary>
internal static class FailureProperties
{
    public static string? Write(IDictionary<string, object?>? properties) =>
        properties is null ? null : JsonConvert.SerializeObject(properties, Formatting.None);

    public static IDictionary<string, object?>? Read(string? json)
    {
        if (json is null)
        {
            return null;
        }

        using var document = JsonDocument.Parse(json);
        return (IDictionary<string, object?>?)Plain(document.RootElement);
    }

    private static object? Plain(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().ToDictionary(member => member.Name, member => Plain(member.Value)),
        JsonValueKind.Array => value.EnumerateArray().Select(Plain).ToList(),
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.TryGetInt64(out var whole) ? (object)whole : value.GetDouble(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };
}
