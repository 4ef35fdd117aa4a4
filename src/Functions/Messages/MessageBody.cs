using System.Net.Mime;
using System.Text;
using Azure.Messaging.ServiceBus;

namespace VideoPipeline.Functions.Messages;

/// <summary>Finds the JSON of a message, as UTF-8.</summary>
internal static class MessageBody
{
    // A lone surrogate is no text: what replaces it would end up in a prompt.
    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <returns>Null when there is one; else why there is none.</returns>
    public static MessageRefusal? Read(ServiceBusReceivedMessage message, out ReadOnlyMemory<byte> body)
    {
        body = default;
        if (WrongType(message.ContentType) is { } reason)
        {
            return new MessageRefusal("unsupported_content_type", reason);
        }

        var raw = message.GetRawAmqpMessage().Body;
        if (raw.TryGetData(out _))
        {
            body = message.Body.ToMemory();
            return null;
        }

        // JMS clients send a text as a value of AMQP.
        if (!raw.TryGetValue(out var value) || value is not string text)
        {
            return new MessageRefusal("unsupported_body", "The body is neither bytes nor a text.");
        }

        try
        {
            body = s_strict.GetBytes(text);
            return null;
        }
        catch (EncoderFallbackException)
        {
            return new MessageRefusal("invalid_json", "The body holds a text that is not valid Unicode.");
        }
    }

    private static string? WrongType(string? contentType)
    {
        if (!IsJson(contentType, out var charset))
        {
            return $"The content type is '{contentType}', not application/json.";
        }

        return charset is null || charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase) || charset.Equals("us-ascii", StringComparison.OrdinalIgnoreCase)
            ? null
            : $"The charset is '{charset}'; JSON is UTF-8.";
    }

    private static bool IsJson(string? contentType, out string? charset)
    {
        charset = null;
        try
        {
            var parsed = contentType is { Length: > 0 } ? new ContentType(contentType) : null;
            charset = parsed?.CharSet;
            return parsed?.MediaType.Equals(MediaTypeNames.Application.Json, StringComparison.OrdinalIgnoreCase) == true;
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
