using System.Text.Json.Nodes;
using VideoPipeline.Resellers.TokenHub;
using VideoPipeline.Requests;

namespace VideoPipeline.Functions.FrontDoors.TokenHub;

/// <summary>The API of seed 003.</summary>
internal sealed class TokenHubDoor : IFrontDoor
{
    private const int MaxImages = 9;
    private const int MaxMedia = 3;
    private const decimal MaxVideoSeconds = 3600;

    private static readonly Dictionary<string, string[]> s_roles = new(StringComparer.Ordinal)
    {
        ["image_url"] = ["first_frame", "last_frame", "reference_image"],
        ["video_url"] = ["reference_video"],
        ["audio_url"] = ["reference_audio"],
    };

    public string Name => TokenHubDefinition.Name;

    public DoorIds Ids { get; } = new("");

    public DoorRequest Read(DoorBody body)
    {
        body.Only(
            "model", "prompt", "duration", "resolution", "aspect_ratio", "image_url", "image_urls", "video_url", "video_urls", "video_durations",
            "input_video_duration", "audio_url", "audio_urls", "generate_audio", "watermark", "content");
        body.RefuseIf(!body.Has("model"), "model", "is required");
        var request = new DoorRequest()
            .Set("model", body.OneOf("model", "doubao-seedance-2.0", "doubao-seedance-2.0-fast"), "model")
            .Set("prompt", body.RequiredText("prompt"), "prompt")
            .Set("duration", body.Whole("duration", 4, 15) ?? 5, "duration")
            .Set("resolution", body.OneOf("resolution", "480p", "720p") ?? "720p", "resolution")
            .Set("aspect_ratio", body.OneOf("aspect_ratio", Formats.AspectRatios) ?? Formats.Adaptive, "aspect_ratio");
        ReadMedia(body, request);

        // The defaults are the model's own: only what differs narrows the choice of resellers.
        request.Set("generate_audio", body.Flag("generate_audio") is false ? false : null, "generate_audio");
        return request.Set("watermark", body.Flag("watermark") is true ? true : null, "watermark");
    }

    public JsonObject Created(DoorTask task) => Task(task, "queued");

    public JsonObject Status(DoorTask task)
    {
        var body = Task(task, task.State switch
        {
            DoorState.Queued => "queued",
            DoorState.Running => "running",
            DoorState.Succeeded => "succeeded",
            _ => "failed",
        });
        if (task.State is DoorState.Succeeded)
        {
            var output = new JsonObject { ["video_url"] = task.VideoUrl };
            if (task.CoverUrl is not null)
            {
                output["cover_image_url"] = task.CoverUrl;
            }

            body["data"] = new JsonArray(output);
            body["usage"] = new JsonObject { ["video_duration"] = task.Price };
        }
        else if (task.State is DoorState.Failed or DoorState.Cancelled)
        {
            body["error"] = new JsonObject { ["message"] = task.ErrorMessage, ["code"] = task.Error?.Code };
        }

        return body;
    }

    public JsonObject Error(DoorRefusal refusal) => DoorErrors.OpenAiLike(refusal);

    private static JsonObject Task(DoorTask task, string status) => new()
    {
        ["id"] = task.Id,
        ["object"] = "video.generation.task",
        ["model"] = $"doubao-{task.Request.Model}",
        ["status"] = status,
        ["created"] = task.CreatedAt.ToUnixTimeSeconds(),
    };

    /// <summary>One image and nothing beside it is what image-to-video starts from; all else are references.</summary>
    private static void ReadMedia(DoorBody body, DoorRequest request)
    {
        var content = DoorMedia.Read(body, s_roles);
        var single = body.Url("image_url");
        string[] images = [.. body.Urls("image_urls"), .. content.Images];
        string[] videos = [.. OneOrNone(body.Url("video_url")), .. body.Urls("video_urls"), .. content.Videos];
        string[] audios = [.. OneOrNone(body.Url("audio_url")), .. body.Urls("audio_urls"), .. content.Audios];
        var startsFrom = content.FirstFrame is null && content.LastFrame is null && images.Length + videos.Length + audios.Length == 0 ? single : null;
        string[] references = [.. OneOrNone(startsFrom is null ? single : null), .. images];
        body.RefuseIf(references.Length > MaxImages, "image_urls", $"takes at most {MaxImages} images");
        body.RefuseIf(videos.Length > MaxMedia, "video_urls", $"takes at most {MaxMedia} videos");
        body.RefuseIf(audios.Length > MaxMedia, "audio_urls", $"takes at most {MaxMedia} audios");
        request.Set("first_frame", startsFrom ?? content.FirstFrame, startsFrom is null ? "content" : "image_url")
            .Set("last_frame", content.LastFrame, "content")
            .SetList("reference_images", references, images.Length > 0 ? "image_urls" : "image_url")
            .SetVideos(videos, Seconds(body, videos.Length), "video_urls")
            .SetList("reference_audios", audios, "audio_urls");
    }

    /// <summary>The lengths of the videos: one each, or what all of them have together.</summary>
    private static IReadOnlyList<decimal> Seconds(DoorBody body, int videos)
    {
        var seconds = body.Numbers("video_durations", MaxVideoSeconds);
        body.RefuseIf(body.Has("video_durations") && seconds.Count != videos, "video_durations", "must have one number for each video");
        var total = body.Number("input_video_duration", 0.000001m, videos == 0 ? MaxVideoSeconds : MaxVideoSeconds * videos);
        body.RefuseIf(total is not null && videos == 0, "input_video_duration", "needs a video");
        if (seconds.Count > 0 || total is null || videos == 0)
        {
            return seconds;
        }

        // Only their sum is billed.
        var share = decimal.Round(total.Value / videos, 6, MidpointRounding.ToZero);
        return [.. Enumerable.Repeat(share, videos - 1), decimal.Round(total.Value, 6, MidpointRounding.ToZero) - (share * (videos - 1))];
    }

    private static string[] OneOrNone(string? url) => url is null ? [] : [url];
}
