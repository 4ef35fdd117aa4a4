using System.Buffers;
using System.Text.Json;
using VideoPipeline.Requests;

namespace VideoPipeline.Batches;

/// <summary>
/// A batch in one JSON document. The defaults may stand after the items, so the bytes are kept, up to the limit of a body; the items
/// are made into objects one at a time.
/// </summary>
public sealed class JsonBatch
{
    private const int MaxDepth = 20;

    private readonly ReadOnlyMemory<byte> _utf8;
    private readonly int? _itemsAt;

    private JsonBatch(ReadOnlyMemory<byte> utf8, JsonElement options, int? itemsAt)
    {
        _utf8 = utf8;
        _itemsAt = itemsAt;
        Options = options;
    }

    /// <summary>Everything but the items.</summary>
    public JsonElement Options { get; }

    public bool HasItems => _itemsAt is not null;

    public static async Task<(JsonBatch? Batch, Problem? Problem)> ReadAsync(Stream body, RequestRules rules, CancellationToken cancellationToken)
    {
        using var buffer = new PooledBuffer();
        try
        {
            if (!await buffer.TryReadAsync(body, rules.MaxBodyBytes, cancellationToken))
            {
                return (null, new Problem(
                    413, RequestCodes.BodyTooLarge, $"The body is longer than {rules.MaxBodyBytes} bytes; NDJSON, CSV and a manifest may be longer."));
            }

            // The items are read from it as they are taken.
            return Parse(buffer.Written.ToArray());
        }
        catch (JsonException malformed)
        {
            return (null, new Problem(
                400, RequestCodes.InvalidJson, $"The body is not valid JSON: see line {(malformed.LineNumber ?? 0) + 1}, byte {(malformed.BytePositionInLine ?? 0) + 1}."));
        }
        catch (UndecodableTextException undecodable)
        {
            return (null, undecodable.ToProblem());
        }
        catch (InvalidOperationException)
        {
            return (null, new Problem(400, RequestCodes.InvalidJson, "The body holds a string that is not valid Unicode."));
        }
    }

    public IEnumerable<RawItem> Items()
    {
        var at = _itemsAt ?? throw new InvalidOperationException("The batch has no items of its own.");
        for (var number = 1; ; number++)
        {
            var (item, next) = Next(at);
            if (item is not { } json)
            {
                yield break;
            }

            yield return new RawItem(number, json);
            at = next;
        }
    }

    private static (JsonBatch? Batch, Problem? Problem) Parse(ReadOnlyMemory<byte> utf8)
    {
        utf8 = utf8.Span.StartsWith("\uFEFF"u8) ? utf8[3..] : utf8;
        var reader = new Utf8JsonReader(utf8.Span, new JsonReaderOptions { MaxDepth = MaxDepth });
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return (null, new Problem(400, RequestCodes.InvalidRequest, "The body must be a JSON object.", [new FieldError("", RequestCodes.WrongType, "The body must be a JSON object.")]));
        }

        var options = new ArrayBufferWriter<byte>();
        int? itemsAt = null;
        using (var writer = new Utf8JsonWriter(options))
        {
            writer.WriteStartObject();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var name = reader.GetString()!;
                reader.Read();
                if (name != "items")
                {
                    using var value = JsonDocument.ParseValue(ref reader);
                    writer.WritePropertyName(name);
                    value.RootElement.WriteTo(writer);
                }
                else if (itemsAt is not null || reader.TokenType != JsonTokenType.StartArray)
                {
                    return (null, new Problem(400, RequestCodes.InvalidRequest, "'items' must be one list.", [new FieldError("items", RequestCodes.WrongType, "'items' must be one list.")]));
                }
                else
                {
                    itemsAt = (int)reader.BytesConsumed;
                    reader.Skip();
                }
            }

            writer.WriteEndObject();
        }

        // Whatever follows the object is an error, which the reader reports.
        reader.Read();
        return (new JsonBatch(utf8, JsonElement.Parse(options.WrittenSpan), itemsAt), null);
    }

    private (JsonElement? Item, int Next) Next(int at)
    {
        var rest = _utf8.Span[at..];
        var start = rest.IndexOfAnyExcept(", \t\r\n"u8);
        if (rest[start] == (byte)']')
        {
            return (null, at);
        }

        var reader = new Utf8JsonReader(rest[start..], isFinalBlock: false, new JsonReaderState(new JsonReaderOptions { MaxDepth = MaxDepth }));
        var item = JsonElement.ParseValue(ref reader);
        return (item, at + start + (int)reader.BytesConsumed);
    }
}
