using System.Text.Json.Nodes;
using VideoPipeline.Providers.Answers;
using VideoPipeline.Requests;

namespace VideoPipeline.Providers.SeedanceApi;

/// <summary>The JSON of seed 004: everything comes in <c>{"code", "message", "data"}</c>.</summary>
internal static class SeedanceApiWire
{
    public const string MiniModel = "seedance-2-mini";

    public static JsonObject Body(ProviderSubmit submit)
    {
        var request = submit.Request;
        IReadOnlyList<string> images = request.FirstFrame is { } first ? [first, .. request.ReferenceImages] : request.ReferenceImages;
        var body = new JsonObject
        {
            ["prompt"] = request.Prompt,
            ["model"] = request.Model == ModelNames.Mini ? MiniModel : request.Model,
            ["duration"] = request.Duration,
            ["resolution"] = request.Resolution,
            // The default is theirs to choose and may be a public gallery.
            ["public"] = false,
        };
        if (images.Count == 0)
        {
            body["aspect_ratio"] = request.AspectRatio;
        }

        AddList(body, "images", images);
        AddList(body, "reference_video_urls", [.. request.ReferenceVideos.Select(v => v.Url)]);
        AddList(body, "reference_audio_urls", request.ReferenceAudios);
        if (submit.CallbackUrl is { } callback)
        {
            body["callback_url"] = callback;
        }

        return body;
    }

    public static SubmitAnswer.Accepted? ReadAccepted(AnswerBody body) =>
        TaskReader.TaskId(body) is { } id ? new SubmitAnswer.Accepted(id, Usage: SeedanceApiSettlement.Usage(body)) : null;

    public static TaskLook? ReadTask(AnswerBody body) =>
        TaskReader.Read(body, SeedanceApiErrors.Table, SeedanceApiSettlement.Usage(body));

    private static void AddList(JsonObject body, string name, IReadOnlyList<string> urls)
    {
        if (urls.Count > 0)
        {
            body[name] = new JsonArray([.. urls.Select(url => JsonValue.Create(url))]);
        }
    }
}
