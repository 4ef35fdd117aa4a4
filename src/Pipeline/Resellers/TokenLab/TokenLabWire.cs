using System.Text.Json.Nodes;
using VideoPipeline.Resellers.Answers;
using VideoPipeline.Requests;

namespace VideoPipeline.Resellers.TokenLab;

/// <summary>The JSON of seed 002: the operation is named, and each one has input fields of its own.</summary>
internal static class TokenLabWire
{
    public static AnswerPlaces Places { get; } = new()
    {
        Usage = ["usage.completion_tokens", "usage.total_tokens"],
        PollUrl = "poll_url",
    };

    public static JsonObject Body(ProviderSubmit submit)
    {
        var request = submit.Request;
        var body = new JsonObject
        {
            ["model"] = request.Model,
            ["operation"] = request.Operation,
            ["prompt"] = request.Prompt,
            ["duration"] = request.Duration,
            ["resolution"] = request.Resolution,
            ["aspect_ratio"] = request.AspectRatio,
        };
        switch (request.Operation)
        {
            case Operations.ImageToVideo:
                body["image_url"] = request.FirstFrame;
                break;
            case Operations.StartEndToVideo:
                body["start_image"] = request.FirstFrame;
                body["end_image"] = request.LastFrame;
                break;
            case Operations.ReferenceToVideo:
                AddList(body, "reference_images", request.ReferenceImages);
                AddList(body, "video_urls", [.. request.ReferenceVideos.Select(v => v.Url)]);
                AddList(body, "audio_urls", request.ReferenceAudios);
                break;
            case Operations.VideoToVideo:
                body["video_url"] = request.ReferenceVideos[0].Url;
                break;
            case Operations.VideoExtension:
                body["task_id"] = submit.SourceTaskId;
                break;
        }

        return body;
    }

    private static void AddList(JsonObject body, string name, IReadOnlyList<string> urls)
    {
        if (urls.Count > 0)
        {
            body[name] = new JsonArray([.. urls.Select(url => JsonValue.Create(url))]);
        }
    }
}
