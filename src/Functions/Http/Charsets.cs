using Microsoft.Net.Http.Headers;

namespace VideoPipeline.Functions.Http;

internal static class Charsets
{
    /// <summary>The charset that a content type declares; null where it declares none.</summary>
    public static string? Of(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type) && type.Charset is { Length: > 0 } charset ? charset.Value : null;
}
