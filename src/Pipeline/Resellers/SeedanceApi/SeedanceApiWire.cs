using System.Text.Json.Nodes;
using VideoPipeline.Resellers.Answers;
using VideoPipeline.Requests;

namespace VideoPipeline.Resellers.SeedanceApi;

/// <summary>The JSON of seed 004: everything comes in <c>{"code", "message", "data"}</c>.</summary>
internal static class SeedanceApiWire
{
    public const string MiniModel = "seedance-2-mini";

    /// <summary>Credits are taken when the task is created, and no refund for a failed one is documented.</summary>
    public static AnswerPlaces Places { get; } = new() { Usage = ["consumed_credits"], BillsAtSubmit = true };

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

    private static void AddList(JsonObject body, string name, IReadOnlyList<string> urls)
    {
        if (urls.Count > 0)
        {
            body[name] = new JsonArray([.. urls.Select(url => JsonValue.Create(url))]);
        }
    }
}
