using System.Collections.Frozen;
using VideoPipeline.Simulator.Serving;

namespace VideoPipeline.Simulator.Gogogotoken;

/// <summary>Checks images, frames and <c>metadata.content</c>.</summary>
internal static class GogogotokenMedia
{
    // The model takes nine reference images beside a first frame; the guides name no limit.
    private const int MaxImages = 10;
    private const int MaxVideos = 3;
    private const int MaxAudios = 3;
    private const string Content = "metadata.content";

    private static readonly FrozenDictionary<string, string[]> Roles = new Dictionary<string, string[]>
    {
        ["image_url"] = ["first_frame", "last_frame", "reference_image"],
        ["video_url"] = ["reference_video"],
        ["audio_url"] = ["reference_audio"],
    }.ToFrozenDictionary();

    /// <summary>The input videos.</summary>
    public static IReadOnlyList<string> Read(RequestBody body, RequestBody? metadata)
    {
        body.RefuseWhen(body.Urls("images").Count > MaxImages, "images", $"at most {MaxImages} images");
        CheckInline(body, "first_frame_image");
        CheckInline(body, "last_frame_image");
        var items = metadata?.Objects("content") ?? [];
        foreach (var item in items)
        {
            CheckItem(body, item);
        }

        body.RefuseWhen(metadata?.Problem is not null, $"metadata.{metadata?.Problem?.Field}", metadata?.Problem?.Message ?? "");
        CheckFrames(body, items);
        var videos = Urls(items, "video_url");
        body.RefuseWhen(Urls(items, "image_url").Count > MaxImages, Content, $"at most {MaxImages} images");
        body.RefuseWhen(videos.Count > MaxVideos, Content, $"at most {MaxVideos} videos");
        body.RefuseWhen(Urls(items, "audio_url").Count > MaxAudios, Content, $"at most {MaxAudios} audios");
        return videos;
    }

    private static List<string> Urls(IReadOnlyList<RequestBody> items, string type) =>
        [.. items.Select(item => item.Object(type)?.Text("url")).OfType<string>()];

    private static void CheckFrames(RequestBody body, IReadOnlyList<RequestBody> items)
    {
        var first = items.Count(item => item.Text("role") == "first_frame");
        var last = items.Count(item => item.Text("role") == "last_frame");
        body.RefuseWhen(first > 1, Content, "at most 1 first_frame");
        body.RefuseWhen(last > 1, Content, "at most 1 last_frame");
    }

    private static void CheckItem(RequestBody body, RequestBody item)
    {
        var type = item.OneOf("type", "image_url", "video_url", "audio_url") ?? "";
        if (!Roles.TryGetValue(type, out var roles))
        {
            body.Refuse(Content, "every item needs a type: image_url, video_url or audio_url");
            return;
        }

        item.OneOf("role", roles);
        var media = item.Object(type);
        body.RefuseWhen(media?.Url("url") is null, Content, $"an item of type {type} needs {type}.url");
        var problem = item.Problem ?? media?.Problem;
        body.RefuseWhen(problem is not null, Content, $"{problem?.Field} {problem?.Message}");
    }

    /// <summary>An image as base64, bare or as a data URI.</summary>
    private static void CheckInline(RequestBody body, string field)
    {
        if (body.Text(field) is not { } text)
        {
            return;
        }

        var comma = text.IndexOf(',', StringComparison.Ordinal);
        var isDataUri = text.StartsWith("data:image/", StringComparison.Ordinal)
            && comma > 0 && text[..comma].EndsWith(";base64", StringComparison.Ordinal);
        var base64 = isDataUri ? text[(comma + 1)..] : text;
        var decoded = new byte[(base64.Length / 4 * 3) + 3];
        body.RefuseWhen(
            !Convert.TryFromBase64String(base64, decoded, out var length) || length == 0, field, "must be an image in base64");
    }
}
