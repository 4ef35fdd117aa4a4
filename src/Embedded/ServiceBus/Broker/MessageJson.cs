using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace VideoPipeline.Embedded.ServiceBus.Broker;

/// <summary>Messages as the JSON of the service's batch call: <c>{"Body", "BrokerProperties", "UserProperties"}</c>.</summary>
internal static class MessageJson
{
    private static readonly JsonReaderOptions ReaderOptions = new() { MaxDepth = 8 };

    /// <summary>Broker and user properties without the body: what is stored beside it.</summary>
    public static string WriteProperties(BrokeredContent content)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            WriteContent(writer, content);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    public static BrokeredContent ReadProperties(string json, ReadOnlyMemory<byte> body)
    {
        using var document = JsonDocument.Parse(json);
        return ReadContent(document.RootElement) with { Body = body };
    }

    /// <summary>A whole message; the body in base64, marked as such, because the batch call knows text only.</summary>
    public static void Write(Utf8JsonWriter writer, BrokeredContent content, DeliveredMessage? delivered = null)
    {
        writer.WriteStartObject();
        writer.WriteBase64String("Body", content.Body.Span);
        writer.WriteString("BodyEncoding", "base64");
        WriteContent(writer, content, delivered);
        writer.WriteEndObject();
    }

    public static IReadOnlyList<BrokeredContent> ReadBatch(ReadOnlySequence<byte> json)
    {
        var reader = new Utf8JsonReader(json, ReaderOptions);
        using var document = JsonDocument.ParseValue(ref reader);
        return document.RootElement.ValueKind == JsonValueKind.Array
            ? [.. document.RootElement.EnumerateArray().Select(ReadMessage)]
            : throw new FormatException("A batch is a JSON array of messages.");
    }

    public static IReadOnlyList<DeliveredMessage> ReadDelivered(JsonElement array) =>
        [.. array.EnumerateArray().Select(element =>
            BrokerProperties.ReadDelivery(element.GetProperty("BrokerProperties"), ReadMessage(element)))];

    private static void WriteContent(Utf8JsonWriter writer, BrokeredContent content, DeliveredMessage? delivered = null)
    {
        writer.WritePropertyName("BrokerProperties");
        BrokerProperties.Write(writer, content, delivered, WriteIso);
        if (content.Properties.Count == 0)
        {
            return;
        }

        writer.WriteStartObject("UserProperties");
        foreach (var (name, value) in content.Properties)
        {
            writer.WritePropertyName(name);
            PropertyValue.Write(writer, value);
        }

        writer.WriteEndObject();
    }

    private static BrokeredContent ReadMessage(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException("A message is a JSON object with Body, BrokerProperties and UserProperties.");
        }

        return ReadContent(element) with { Body = ReadBody(element) };
    }

    private static byte[] ReadBody(JsonElement element)
    {
        if (!element.TryGetProperty("Body", out var body) || body.ValueKind == JsonValueKind.Null)
        {
            return [];
        }

        if (body.ValueKind != JsonValueKind.String)
        {
            throw new FormatException("Body is a string.");
        }

        var isBase64 = element.TryGetProperty("BodyEncoding", out var encoding) && encoding.ValueEquals("base64");
        return isBase64 ? body.GetBytesFromBase64() : Encoding.UTF8.GetBytes(body.GetString()!);
    }

    private static BrokeredContent ReadContent(JsonElement element)
    {
        var content = element.TryGetProperty("BrokerProperties", out var broker)
            ? BrokerProperties.Read(broker)
            : new BrokeredContent();
        if (!element.TryGetProperty("UserProperties", out var user) || user.ValueKind == JsonValueKind.Null)
        {
            return content;
        }

        if (user.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException("UserProperties is a JSON object.");
        }

        var properties = new Dictionary<string, object?>();
        foreach (var property in user.EnumerateObject())
        {
            properties[property.Name] = PropertyValue.Read(property.Value);
        }

        return content with { Properties = properties };
    }

    private static string WriteIso(DateTimeOffset time) => time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
}
