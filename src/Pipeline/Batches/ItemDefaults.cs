using System.Buffers;
using System.Text.Json;

namespace VideoPipeline.Batches;

/// <summary>Puts a batch's defaults under an item. Pure. What the item says wins; of <c>metadata</c>, pair by pair.</summary>
public static class ItemDefaults
{
    /// <summary>The field by which an item is called; it is not part of the request.</summary>
    public const string NameField = "item";

    private const string Metadata = "metadata";
    private const int LongestName = 200;

    /// <returns>The request, and the item's own name.</returns>
    /// <exception cref="InvalidOperationException">A name that is not valid Unicode.</exception>
    public static (JsonElement Request, string? Name) Apply(JsonElement item, JsonElement? defaults)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var member in item.EnumerateObject().Where(member => member.Name != NameField))
            {
                if (member.Name == Metadata && DefaultMetadata(defaults) is { } pairs && member.Value.ValueKind is JsonValueKind.Object)
                {
                    writer.WritePropertyName(Metadata);
                    WriteMerged(writer, member.Value, pairs);
                }
                else
                {
                    member.WriteTo(writer);
                }
            }

            if (defaults is { } under)
            {
                WriteMissing(writer, item, under);
            }

            writer.WriteEndObject();
        }

        return (JsonElement.Parse(buffer.WrittenSpan), NameOf(item));
    }

    private static void WriteMerged(Utf8JsonWriter writer, JsonElement own, JsonElement under)
    {
        writer.WriteStartObject();
        foreach (var member in own.EnumerateObject())
        {
            member.WriteTo(writer);
        }

        WriteMissing(writer, own, under);
        writer.WriteEndObject();
    }

    private static void WriteMissing(Utf8JsonWriter writer, JsonElement own, JsonElement under)
    {
        foreach (var member in under.EnumerateObject().Where(member => !own.TryGetProperty(member.Name, out _)))
        {
            member.WriteTo(writer);
        }
    }

    private static JsonElement? DefaultMetadata(JsonElement? defaults) =>
        defaults is { } under && under.TryGetProperty(Metadata, out var pairs) && pairs.ValueKind is JsonValueKind.Object ? pairs : null;

    private static string? NameOf(JsonElement item)
    {
        if (!item.TryGetProperty(NameField, out var value))
        {
            return null;
        }

        var name = value.ValueKind is JsonValueKind.String ? value.GetString()! : value.GetRawText();
        return name.Length == 0 ? null : name.Length > LongestName ? name[..LongestName] : name;
    }
}
