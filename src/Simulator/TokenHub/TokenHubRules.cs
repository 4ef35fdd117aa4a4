using System.Collections.Frozen;
using System.Text.Json;
using Microsoft.Extensions.Options;
using VideoPipeline.Simulator.Serving;
using VideoPipeline.Simulator.Tasks;

namespace VideoPipeline.Simulator.TokenHub;

/// <summary>What the documented parameter table allows.</summary>
internal sealed class TokenHubRules(IOptions<SimulatorOptions> options)
{
    private const int MaxVideos = 3;
    private const int MaxAudios = 3;
    private const decimal LongestInput = 600;

    private static readonly FrozenSet<string> Fields =
    [
        "model", "prompt", "duration", "resolution", "aspect_ratio", "image_url", "image_urls", "video_url", "video_urls",
        "video_durations", "input_video_duration", "audio_url", "audio_urls", "generate_audio", "watermark", "content",
    ];

    private static readonly FrozenDictionary<string, string[]> Roles = new Dictionary<string, string[]>
    {
        ["image_url"] = ["first_frame", "last_frame", "reference_image"],
        ["video_url"] = ["reference_video"],
        ["audio_url"] = ["reference_audio"],
    }.ToFrozenDictionary();

    public Reading Read(JsonElement json)
    {
        var body = new RequestBody(json);
        if (options.Value.RefuseUndocumentedFields)
        {
            body.RefuseFieldsBesides(Fields);
        }

        body.RefuseWhen(!body.Has("model"), "model", "is required");
        var model = body.OneOf("model", "doubao-seedance-2.0", "doubao-seedance-2.0-fast");
        var prompt = body.RequiredText("prompt");
        var seconds = body.Number("duration", 4, 15) ?? 5;
        var resolution = body.OneOf("resolution", "480p", "720p") ?? "720p";
        var ratio = body.OneOf("aspect_ratio", "adaptive", "16:9", "4:3", "1:1", "3:4", "9:16", "21:9");
        body.Flag("generate_audio");
        body.Flag("watermark");
        var secondsIn = ReadMedia(body);

        return body.Problem is { } problem
            ? problem
            : new VideoOrder(
                model!, prompt, seconds, resolution, ratio is "9:16" or "3:4",
                TokenHubPrices.For(model!, resolution, secondsIn, seconds), FrozenDictionary<string, object>.Empty);
    }

    /// <summary>Checks all media inputs; the seconds of input video.</summary>
    private decimal ReadMedia(RequestBody body)
    {
        var content = body.Objects("content");
        foreach (var item in content)
        {
            CheckItem(body, item);
        }

        CheckFrames(body, content);
        body.Url("image_url");
        body.Urls("image_urls");
        var videos = Collect(body, content, "video_url", "video_urls");
        body.RefuseWhen(videos.Count > MaxVideos, "video_urls", $"at most {MaxVideos} videos");
        var audios = Collect(body, content, "audio_url", "audio_urls");
        body.RefuseWhen(audios.Count > MaxAudios, "audio_urls", $"at most {MaxAudios} audios");
        return SecondsIn(body, videos);
    }

    private decimal SecondsIn(RequestBody body, List<string> videos)
    {
        var durations = body.Numbers("video_durations");
        var total = body.Number("input_video_duration", 0.1m, LongestInput);
        body.RefuseWhen(durations.Any(seconds => seconds is <= 0 or > LongestInput), "video_durations", "must be above 0");
        body.RefuseWhen(
            body.Has("video_durations") && durations.Count != videos.Count, "video_durations", "must have one entry per video");
        body.RefuseWhen(total is not null && videos.Count == 0, "input_video_duration", "needs an input video");
        return durations.Count > 0 ? durations.Sum() : total ?? videos.Sum(url => InputVideo.SecondsOf(url, options.Value));
    }

    private static List<string> Collect(RequestBody body, IReadOnlyList<RequestBody> content, string single, string several)
    {
        List<string> urls = [.. body.Urls(several), .. content.Select(item => item.Object(single)?.Text("url")).OfType<string>()];
        if (body.Url(single) is { } url)
        {
            urls.Insert(0, url);
        }

        return urls;
    }

    private static void CheckItem(RequestBody body, RequestBody item)
    {
        var type = item.OneOf("type", "image_url", "video_url", "audio_url") ?? "";
        if (!Roles.TryGetValue(type, out var roles))
        {
            body.Refuse("content", "every item needs a type: image_url, video_url or audio_url");
            return;
        }

        item.OneOf("role", roles);
        var media = item.Object(type);
        body.RefuseWhen(media?.Url("url") is null, "content", $"an item of type {type} needs {type}.url");
        body.RefuseWhen((item.Problem ?? media?.Problem) is not null, "content", $"{(item.Problem ?? media?.Problem)?.Field} "
            + (item.Problem ?? media?.Problem)?.Message);
    }

    private static void CheckFrames(RequestBody body, IReadOnlyList<RequestBody> content)
    {
        var roles = content.Select(item => item.Text("role")).ToList();
        var first = roles.Count(role => role == "first_frame");
        var last = roles.Count(role => role == "last_frame");
        body.RefuseWhen(first > 1, "content", "at most 1 first_frame");
        body.RefuseWhen(last > 1, "content", "at most 1 last_frame");
    }
}
