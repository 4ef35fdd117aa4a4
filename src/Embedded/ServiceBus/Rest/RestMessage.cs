using System.Buffers;
using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using VideoPipeline.Embedded.ServiceBus.Broker;

namespace VideoPipeline.Embedded.ServiceBus.Rest;

/// <summary>
/// One message as an HTTP request or response: the body is the body, broker properties are one JSON header, and every header that
/// HTTP does not know is an application property (texts in quotes, numbers and booleans bare).
/// </summary>
internal static class RestMessage
{
    private const string PropertiesHeader = "BrokerProperties";

    private static readonly FrozenSet<string> OtherHeaders = FrozenSet.ToFrozenSet(
        [
            PropertiesHeader, "ServiceBusAuthorization", "traceparent", "tracestate", "baggage", "Request-Id", "Correlation-Context",
            "Accept", "Accept-Charset", "Accept-Encoding", "Accept-Language", "Authorization", "Cache-Control", "Connection", "Cookie",
            "Date", "DNT", "Expect", "Forwarded", "From", "Host", "Keep-Alive", "Location", "Max-Forwards", "Origin", "Pragma",
            "Proxy-Authorization", "Proxy-Connection", "Range", "Referer", "Server", "Set-Cookie", "TE", "Trailer", "Transfer-Encoding",
            "Upgrade", "User-Agent", "Via", "Warning",
        ],
        StringComparer.OrdinalIgnoreCase);

    private static readonly string[] OtherPrefixes = ["Content-", "If-", "Sec-", "X-Forwarded-", "x-ms-", "Access-Control-"];

    private static readonly SearchValues<char> NameCharacters = SearchValues.Create(
        "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    public static async Task<byte[]> ReadBodyAsync(HttpRequest request)
    {
        using var buffer = new MemoryStream();
        await request.Body.CopyToAsync(buffer, request.HttpContext.RequestAborted);
        return buffer.ToArray();
    }

    public static BrokeredContent Read(HttpRequest request, byte[] body)
    {
        var content = new BrokeredContent();
        if (request.Headers.TryGetValue(PropertiesHeader, out var header))
        {
            using var document = JsonDocument.Parse(header.ToString());
            content = BrokerProperties.Read(document.RootElement);
        }

        return content with
        {
            Body = body,
            ContentType = content.ContentType ?? request.ContentType,
            Properties = request.Headers
                .Where(h => IsProperty(h.Key))
                .ToDictionary(h => h.Key, h => ReadValue(h.Value.ToString()), StringComparer.Ordinal),
        };
    }

    public static async Task WriteAsync(HttpResponse response, DeliveredMessage message)
    {
        response.ContentType = message.Content.ContentType ?? "application/octet-stream";
        WriteBrokerProperties(response, message);
        foreach (var (name, value) in message.Content.Properties)
        {
            if (value is not null && IsProperty(name) && !name.AsSpan().ContainsAnyExcept(NameCharacters))
            {
                response.Headers[name] = WriteValue(value);
            }
        }

        response.ContentLength = message.Content.Body.Length;
        await response.Body.WriteAsync(message.Content.Body, response.HttpContext.RequestAborted);
    }

    private static void WriteBrokerProperties(HttpResponse response, DeliveredMessage message)
    {
        var json = Wire.WriteJson(writer => BrokerProperties.Write(
            writer, message.Content, message, static time => time.ToString("R", CultureInfo.InvariantCulture)));
        response.Headers[PropertiesHeader] = Encoding.ASCII.GetString(json.Span);
    }

    private static bool IsProperty(string name) =>
        name.Length > 0 && name[0] != ':' && !OtherHeaders.Contains(name)
        && !Array.Exists(OtherPrefixes, prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));

    private static object? ReadValue(string text)
    {
        const NumberStyles Decimals = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        return text switch
        {
            ['"', .., '"'] => Unquote(text),
            "true" or "True" => true,
            "false" or "False" => false,
            _ when int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => number,
            _ when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => number,
            _ when double.TryParse(text, Decimals, CultureInfo.InvariantCulture, out var number) => number,
            _ => text,
        };
    }

    private static string Unquote(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<string>(text)!;
        }
        catch (JsonException)
        {
            return text[1..^1];
        }
    }

    private static string WriteValue(object value) => value switch
    {
        bool flag => flag ? "true" : "false",
        sbyte or byte or short or ushort or int or uint or long or ulong or float or double or decimal =>
            Convert.ToString(value, CultureInfo.InvariantCulture)!,
        DateTime time => Quote(time.ToUniversalTime().ToString("R", CultureInfo.InvariantCulture)),
        DateTimeOffset time => Quote(time.ToString("R", CultureInfo.InvariantCulture)),
        byte[] bytes => Quote(Convert.ToBase64String(bytes)),
        _ => Quote(Convert.ToString(value, CultureInfo.InvariantCulture) ?? ""),
    };

    private static string Quote(string text) => JsonSerializer.Serialize(text);
}
