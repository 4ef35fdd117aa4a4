using System.Text.Json.Nodes;
using VideoPipeline.Pricing;
using VideoPipeline.Resellers.Answers;
using VideoPipeline.Requests;

namespace VideoPipeline.Resellers.TokenHub;

/// <summary>The JSON of seed 003.</summary>
internal static class TokenHubWire
{
    /// <summary><c>usage.video_duration</c> is what came out; the input video is billed beside it.</summary>
    public static AnswerPlaces Places { get; } = new() { Usage = ["usage.video_duration"] };

    public static JsonObject Body(ProviderSubmit submit)
    {
        var request = submit.Request;
        var body = new JsonObject
        {
            ["model"] = $"doubao-{request.Model}",
            ["prompt"] = request.Prompt,
            ["duration"] = request.Duration,
            ["resolution"] = request.Resolution,
            ["aspect_ratio"] = request.AspectRatio,
        };
        AddMedia(body, request);
        AddSeconds(body, request.ReferenceVideos);
        if (request.GenerateAudio is { } audio)
        {
            body["generate_audio"] = audio;
        }

        if (request.Watermark is { } watermark)
        {
            body["watermark"] = watermark;
        }

        return body;
    }

    /// <summary>One image is the plain <c>image_url</c>; frames need roles, and once there are roles everything goes by them.</summary>
    private static void AddMedia(JsonObject body, VideoRequest request)
    {
        var roles = request.LastFrame is not null || (request.FirstFrame is not null && request.Operation != Operations.ImageToVideo);
        if (roles)
        {
            body["content"] = Content(request);
            return;
        }

        if (request.FirstFrame is { } image)
        {
            body["image_url"] = image;
        }

        if (request.ReferenceImages.Count > 0)
        {
            body["image_urls"] = List(request.ReferenceImages);
        }

        AddOneOrMany(body, "video_url", [.. request.ReferenceVideos.Select(v => v.Url)]);
        AddOneOrMany(body, "audio_url", request.ReferenceAudios);
    }

    private static JsonArray Content(VideoRequest request)
    {
        var content = new JsonArray();
        void Add(string type, string url, string role) => content.Add((JsonNode)new JsonObject
        {
            ["type"] = type,
            [type] = new JsonObject { ["url"] = url },
            ["role"] = role,
        });

        if (request.FirstFrame is { } first)
        {
            Add("image_url", first, "first_frame");
        }

        if (request.LastFrame is { } last)
        {
            Add("image_url", last, "last_frame");
        }

        foreach (var image in request.ReferenceImages)
        {
            Add("image_url", image, "reference_image");
        }

        foreach (var video in request.ReferenceVideos)
        {
            Add("video_url", video.Url, "reference_video");
        }

        foreach (var audio in request.ReferenceAudios)
        {
            Add("audio_url", audio, "reference_audio");
        }

        return content;
    }

    /// <summary>The seconds that will be billed as input, when every one of them is known.</summary>
    private static void AddSeconds(JsonObject body, IReadOnlyList<ReferenceVideo> videos)
    {
        if (videos.Count == 0 || videos.Any(v => v.Duration is null))
        {
            return;
        }

        if (videos.Count == 1)
        {
            body["input_video_duration"] = videos[0].Duration!.Value;
        }
        else
        {
            body["video_durations"] = new JsonArray([.. videos.Select(v => JsonValue.Create(v.Duration!.Value))]);
        }
    }

    private static void AddOneOrMany(JsonObject body, string name, IReadOnlyList<string> urls)
    {
        if (urls.Count == 1)
        {
            body[name] = urls[0];
        }
        else if (urls.Count > 1)
        {
            body[name + "s"] = List(urls);
        }
    }

    private static JsonArray List(IReadOnlyList<string> urls) => new([.. urls.Select(url => JsonValue.Create(url))]);
}
