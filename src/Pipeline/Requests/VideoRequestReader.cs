using System.Text.Json;
using System.Text.Json.Nodes;

namespace VideoPipeline.Requests;

/// <summary>
/// Reads a video request from JSON. Strict: unknown, duplicate and mistyped members are refused; every wrong field is named, not
/// only the first. Absent (or null) optional members take their defaults.
/// </summary>
public static class VideoRequestReader
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 16 };

    /// <summary>Reads a whole body, in whatever encoding it is; answers 413 when it is longer than the rules allow.</summary>
    /// <param name="charset">As the content type declares it, or null.</param>
    public static async Task<RequestReading> ReadAsync(Stream body, string? charset, RequestRules rules, CancellationToken cancellationToken)
    {
        if (!TextBody.TryOpen(body, charset, out var text))
        {
            return RequestReading.Of(TextBody.UnknownCharset(charset));
        }

        using var buffer = new PooledBuffer();
        try
        {
            return await buffer.TryReadAsync(text, rules.MaxBodyBytes, cancellationToken)
                ? Read(buffer.Written, rules)
                : RequestReading.Of(new Problem(413, RequestCodes.BodyTooLarge, $"The body is longer than {rules.MaxBodyBytes} bytes."));
        }
        catch (UndecodableTextException undecodable)
        {
            return RequestReading.Of(undecodable.ToProblem());
        }
    }

    public static RequestReading Read(ReadOnlyMemory<byte> utf8Json, RequestRules rules)
    {
        try
        {
            var json = utf8Json.Span.StartsWith("\uFEFF"u8) ? utf8Json[3..] : utf8Json;
            using var document = JsonDocument.Parse(json, Strict);
            return Read(document.RootElement, rules);
        }
        catch (JsonException malformed)
        {
            var line = (malformed.LineNumber ?? 0) + 1;
            var column = (malformed.BytePositionInLine ?? 0) + 1;
            return RequestReading.Of(new Problem(
                400, RequestCodes.InvalidJson, $"The body is not valid JSON: see line {line}, byte {column}."));
        }
    }

    /// <summary>Reads an object that was put together by code, for example batch defaults merged with an item.</summary>
    public static RequestReading Read(JsonObject json, RequestRules rules) => Read(JsonSerializer.SerializeToElement(json), rules);

    public static RequestReading Read(JsonElement json, RequestRules rules)
    {
        if (json.ValueKind is not JsonValueKind.Object)
        {
            return RequestReading.Of(new Problem(
                400, RequestCodes.InvalidRequest, "The body must be a JSON object.", [new FieldError("", RequestCodes.WrongType, "The body must be a JSON object.")]));
        }

        try
        {
            return new RequestBuilder(json, rules).Build();
        }
        catch (InvalidOperationException)
        {
            // An escaped lone surrogate ("\ud800") is valid JSON and no text: only decoding it tells.
            return RequestReading.Of(new Problem(
                400, RequestCodes.InvalidJson, "The body holds a string that is not valid Unicode."));
        }
    }
}
