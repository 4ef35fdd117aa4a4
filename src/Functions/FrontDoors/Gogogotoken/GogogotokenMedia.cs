using VideoPipeline.Requests;

namespace VideoPipeline.Functions.FrontDoors.Gogogotoken;

/// <summary>The basic mode (<c>images</c>), the frames in base64 and the advanced mode (<c>metadata.content</c>).</summary>
internal static class GogogotokenMedia
{
    private const int MaxImages = 9;
    private const int MaxVideos = 3;

    private static readonly Dictionary<string, string[]> s_roles = new(StringComparer.Ordinal)
    {
        ["image_url"] = ["first_frame", "last_frame", "reference_image"],
        ["video_url"] = ["reference_video"],
    };

    public static void Read(DoorBody body, DoorBody? metadata, DoorRequest request)
    {
        var content = metadata is null ? new DoorMedia(null, null, [], [], []) : DoorMedia.Read(metadata, s_roles);
        var images = body.Urls("images");
        var first = Inline(body, "first_frame_image");
        var last = Inline(body, "last_frame_image");

        // An image that content gives a role is not another one.
        string[] named = [.. new[] { content.FirstFrame, content.LastFrame }.OfType<string>(), .. content.Images];
        string[] others = [.. images.Except(named)];
        var startsFrom = named.Length == 0 && first is null && others.Length == 1 && content.Videos.Count == 0 ? others[0] : null;
        string[] references = [.. startsFrom is null ? others : [], .. content.Images];
        body.RefuseIf(images.Count > MaxImages || references.Length > MaxImages, "images", $"takes at most {MaxImages} images");
        metadata?.RefuseIf(content.Videos.Count > MaxVideos, "content", $"takes at most {MaxVideos} videos");
        request
            .Set(
                "first_frame", first ?? content.FirstFrame ?? startsFrom,
                startsFrom is not null ? "images" : content.FirstFrame is not null && first is null ? "metadata.content" : "first_frame_image")
            .Set("last_frame", last ?? content.LastFrame, last is null ? "metadata.content" : "last_frame_image")
            .SetList("reference_images", references, others.Length > 0 ? "images" : "metadata.content")
            .SetVideos(content.Videos, [], "metadata.content");
    }

    /// <summary>Base64, bare or as a data URI. What kind of image it is, its bytes say.</summary>
    private static string? Inline(DoorBody body, string field)
    {
        if (body.Text(field) is not { } text)
        {
            return null;
        }

        var comma = text.StartsWith("data:image/", StringComparison.OrdinalIgnoreCase) ? text.IndexOf(',', StringComparison.Ordinal) : -1;
        var isBase64 = comma < 0 || text[..comma].EndsWith(";base64", StringComparison.OrdinalIgnoreCase);
        var base64 = text[(comma + 1)..];
        var bytes = new byte[(base64.Length / 4 * 3) + 3];
        var type = isBase64 && Convert.TryFromBase64String(base64, bytes, out var length)
            ? ImageSignature.ContentTypeOf(bytes.AsSpan(0, length))
            : null;
        body.RefuseIf(type is null, field, "must be an image in base64");
        return type is null ? null : $"data:{type};base64,{base64}";
    }
}
