using System.Text.Json;

namespace VideoPipeline.Resellers.Answers;

/// <summary>
/// Finds the link to the video in a finished task, wherever a reseller has put it: the documented places first, then the ones that are met
/// in the field, always in the same order.
/// </summary>
internal static class ResultLinks
{
    // From the outside in; each step takes a string, the first link of an array, or goes into an object by the names of a link.
    private static readonly string[][] s_places =
    [
        ["video_url"], ["output", "video_url"], ["videos"], ["data"], ["response"], ["result_url"], ["video"], ["content", "video_url"],
        ["output"], ["result"], ["results"], ["metadata"], ["resultJson"], ["result_json"], ["url"], ["fail_reason"],
    ];

    private static readonly string[] s_names = ["video_url", "url", "videos", "video", "urls", "resultUrls", "output"];

    private const int MaxDepth = 4;

    /// <summary>An absolute address, or one that begins with a slash and counts from the provider's origin; null when there is none.</summary>
    public static string? Video(AnswerBody body) => body.Layers.Select(Video).FirstOrDefault(link => link is not null);

    public static string? Cover(AnswerBody body)
    {
        foreach (var layer in body.Layers)
        {
            JsonElement?[] places =
            [
                AnswerBody.Json(AnswerBody.First(AnswerBody.Json(layer, "data")), "cover_image_url"),
                AnswerBody.Json(layer, "cover_image_url"),
                AnswerBody.Json(AnswerBody.Json(layer, "output"), "cover_image_url"),
                AnswerBody.Json(layer, "cover_url"),
            ];
            if (places.Select(Address).FirstOrDefault(link => link is not null) is { } link)
            {
                return link;
            }
        }

        return null;
    }

    private static string? Video(JsonElement layer) => s_places
        .Select(place => Find(place.Aggregate((JsonElement?)layer, AnswerBody.Json), 0))
        .FirstOrDefault(link => link is not null);

    private static string? Find(JsonElement? value, int depth) => value switch
    {
        null => null,
        _ when depth > MaxDepth => null,
        { ValueKind: JsonValueKind.String } => Address(value) ?? Packed(value, depth),
        { ValueKind: JsonValueKind.Array } array => array.EnumerateArray().Take(8)
            .Select(item => Find(item, depth + 1)).FirstOrDefault(link => link is not null),
        { ValueKind: JsonValueKind.Object } => s_names
            .Select(name => Find(AnswerBody.Json(value, name), depth + 1)).FirstOrDefault(link => link is not null),
        _ => null,
    };

    // JSON within a string.
    private static string? Packed(JsonElement? value, int depth) =>
        AnswerBody.TextOf(value)?.TrimStart() is { } text && text is ['{' or '[', ..] ? Find(LenientJson.Parse(text), depth + 1) : null;

    private static string? Address(JsonElement? value)
    {
        if (value is not { ValueKind: JsonValueKind.String } || AnswerBody.TextOf(value)?.Trim() is not { } text)
        {
            return null;
        }

        // "//host/…" would lead anywhere.
        if (text is ['/', not ('/' or '\\'), ..] && !text.Any(char.IsWhiteSpace))
        {
            return text;
        }

        return Uri.TryCreate(text, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp) ? text : null;
    }
}
