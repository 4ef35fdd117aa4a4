using System.Globalization;
using System.Runtime.Serialization;
using System.Text.Json;

namespace VideoPipeline.Embedded.ServiceBus.Broker;

/// <summary>
/// Application property values in JSON. Strings, booleans, null and 32-bit integers are plain; what JSON would blur is written
/// as <c>{"$type": "guid", "value": "…"}</c>, so that a receiver gets the type the sender set, as over AMQP.
/// </summary>
internal static class PropertyValue
{
    private static readonly Dictionary<string, Func<string, object>> Readers = new(StringComparer.Ordinal)
    {
        ["byte"] = s => byte.Parse(s, CultureInfo.InvariantCulture),
        ["sbyte"] = s => sbyte.Parse(s, CultureInfo.InvariantCulture),
        ["short"] = s => short.Parse(s, CultureInfo.InvariantCulture),
        ["ushort"] = s => ushort.Parse(s, CultureInfo.InvariantCulture),
        ["uint"] = s => uint.Parse(s, CultureInfo.InvariantCulture),
        ["long"] = s => long.Parse(s, CultureInfo.InvariantCulture),
        ["ulong"] = s => ulong.Parse(s, CultureInfo.InvariantCulture),
        ["float"] = s => float.Parse(s, CultureInfo.InvariantCulture),
        ["double"] = s => double.Parse(s, CultureInfo.InvariantCulture),
        ["decimal"] = s => decimal.Parse(s, CultureInfo.InvariantCulture),
        ["char"] = s => char.Parse(s),
        ["guid"] = s => Guid.Parse(s),
        ["datetime"] = s => DateTime.Parse(s, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind),
        ["datetimeoffset"] = s => DateTimeOffset.Parse(s, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind),
        ["timespan"] = s => TimeSpan.Parse(s, CultureInfo.InvariantCulture),
        ["uri"] = s => new Uri(s, UriKind.RelativeOrAbsolute),
        ["bytes"] = Convert.FromBase64String,
    };

    public static void Write(Utf8JsonWriter writer, object? value)
    {
        switch (value)
        {
            case null: writer.WriteNullValue(); break;
            case string text: writer.WriteStringValue(text); break;
            case bool flag: writer.WriteBooleanValue(flag); break;
            case int number: writer.WriteNumberValue(number); break;
            default: WriteTagged(writer, value); break;
        }
    }

    public static object? Read(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.String => element.GetString(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number when element.TryGetInt32(out var number) => number,
        JsonValueKind.Number when element.TryGetInt64(out var number) => number,
        JsonValueKind.Number => element.GetDouble(),
        JsonValueKind.Object => ReadTagged(element),
        _ => throw new FormatException("A property value is a string, a number, a boolean or null."),
    };

    private static void WriteTagged(Utf8JsonWriter writer, object value)
    {
        var (type, text) = Describe(value);
        writer.WriteStartObject();
        writer.WriteString("$type", type);
        writer.WriteString("value", text);
        writer.WriteEndObject();
    }

    private static (string Type, string Text) Describe(object value) => value switch
    {
        byte n => ("byte", n.ToString(CultureInfo.InvariantCulture)),
        sbyte n => ("sbyte", n.ToString(CultureInfo.InvariantCulture)),
        short n => ("short", n.ToString(CultureInfo.InvariantCulture)),
        ushort n => ("ushort", n.ToString(CultureInfo.InvariantCulture)),
        uint n => ("uint", n.ToString(CultureInfo.InvariantCulture)),
        long n => ("long", n.ToString(CultureInfo.InvariantCulture)),
        ulong n => ("ulong", n.ToString(CultureInfo.InvariantCulture)),
        float n => ("float", n.ToString("R", CultureInfo.InvariantCulture)),
        double n => ("double", n.ToString("R", CultureInfo.InvariantCulture)),
        decimal n => ("decimal", n.ToString(CultureInfo.InvariantCulture)),
        char c => ("char", c.ToString()),
        Guid g => ("guid", g.ToString()),
        DateTime t => ("datetime", t.ToString("O", CultureInfo.InvariantCulture)),
        DateTimeOffset t => ("datetimeoffset", t.ToString("O", CultureInfo.InvariantCulture)),
        TimeSpan t => ("timespan", t.ToString("c", CultureInfo.InvariantCulture)),
        Uri u => ("uri", u.OriginalString),
        byte[] bytes => ("bytes", Convert.ToBase64String(bytes)),
        _ => throw new SerializationException($"Application properties of type {value.GetType()} are not supported."),
    };

    private static object ReadTagged(JsonElement element) =>
        element.TryGetProperty("$type", out var type) && Readers.TryGetValue(type.GetString() ?? "", out var read)
            && element.TryGetProperty("value", out var value) && value.GetString() is { } text
            ? read(text)
            : throw new FormatException("A property value is a string, a number, a boolean or null.");
}
