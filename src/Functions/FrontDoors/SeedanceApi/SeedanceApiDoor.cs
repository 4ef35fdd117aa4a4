using System.Globalization;
using System.Text.Json.Nodes;
using VideoPipeline.Resellers.SeedanceApi;
using VideoPipeline.Requests;

namespace VideoPipeline.Functions.FrontDoors.SeedanceApi;

/// <summary>The API of seed 004: every answer in <c>{"code", "message", "data"}</c>, prices in credits.</summary>
internal sealed class SeedanceApiDoor : IFrontDoor
{
    private const string Mini = "seedance-2-mini";
    private const int MaxPromptLength = 2000;
    private const int MaxImages = 4;
    private const int MaxReferences = 3;

    private static readonly string[] s_ratios = ["16:9", "9:16", "4:3", "3:4"];
    private static readonly string[] s_miniRatios = [.. s_ratios, "1:1", "21:9", Formats.Adaptive];

    public string Name => SeedanceApiDefinition.Name;

    public DoorIds Ids { get; } = new("n", "sd20");

    public DoorRequest Read(DoorBody body)
    {
        body.Only(
            "prompt", "duration", "resolution", "aspect_ratio", "images", "reference_video_urls", "reference_audio_urls", "model",
            "callback_url", "public");
        var model = body.OneOf("model", "seedance-2.0", "seedance-2.0-fast", Mini) ?? "seedance-2.0";
        var isMini = model == Mini;
        var prompt = body.RequiredText("prompt");
        body.RefuseIf(prompt.Length > MaxPromptLength, "prompt", $"has at most {MaxPromptLength} characters");
        var duration = body.Whole("duration", 4, 15) ?? 5;
        body.RefuseIf(!isMini && duration is not (5 or 10 or 15), "duration", "must be 5, 10 or 15");
        var ratio = body.OneOf("aspect_ratio", isMini ? s_miniRatios : s_ratios) ?? "16:9";
        var resolution = body.OneOf("resolution", "480p", "720p", "1080p") ?? "720p";
        body.Flag("public");
        var images = Images(body);
        var request = new DoorRequest { CallbackUrl = body.RemoteUrl("callback_url") }
            .Set("model", model, "model")
            .Set("prompt", prompt, "prompt")
            .Set("duration", duration, "duration")

            // Documented: Mini at 1080p is made, and billed, as 720p.
            .Set("resolution", isMini && resolution == "1080p" ? "720p" : resolution, "resolution")

            // Documented for text alone: with images the shape is theirs.
            .Set("aspect_ratio", images.Count > 0 ? Formats.Adaptive : ratio, "aspect_ratio");
        return WithInputs(body, request, images, isMini);
    }

    public JsonObject Created(DoorTask task) => Envelope(200, "success", new JsonObject
    {
        ["task_id"] = task.Id,
        ["status"] = "IN_PROGRESS",
        ["consumed_credits"] = task.Price,
    });

    public JsonObject Status(DoorTask task) => Envelope(200, "success", new JsonObject
    {
        ["task_id"] = task.Id,
        ["status"] = task.State switch
        {
            DoorState.Queued or DoorState.Running => "IN_PROGRESS",
            DoorState.Succeeded => "SUCCESS",
            _ => "FAILED",
        },
        ["consumed_credits"] = task.Price,
        ["created_at"] = task.CreatedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        ["request"] = Echo(task.Request),
        ["response"] = task.VideoUrl is { } url ? new JsonArray(url) : [],
        ["error_message"] = task.State is DoorState.Failed or DoorState.Cancelled ? task.ErrorMessage : null,
    });

    public JsonObject Error(DoorRefusal refusal)
    {
        var message = DoorErrors.MessageOf(refusal);
        var body = Envelope(refusal.Status, message, data: null);
        body["error"] = new JsonObject { ["code"] = Code(refusal), ["message"] = message };
        return body;
    }

    private static string Code(DoorRefusal refusal) => refusal.Kind switch
    {
        DoorRefusalKind.InvalidKey => "INVALID_API_KEY",
        DoorRefusalKind.InsufficientBalance => "INSUFFICIENT_CREDITS",
        DoorRefusalKind.TaskNotFound => "TASK_NOT_FOUND",
        DoorRefusalKind.ServerError => "INTERNAL_ERROR",
        DoorRefusalKind.WrongMethod => "METHOD_NOT_ALLOWED",
        DoorRefusalKind.KeyConflict => "IDEMPOTENCY_CONFLICT",
        DoorRefusalKind.TooMany when refusal.Field == "images" => "TOO_MANY_IMAGES",
        DoorRefusalKind.InvalidField when refusal.Field == "prompt" => "INVALID_PROMPT",
        DoorRefusalKind.InvalidField when refusal.Field == "aspect_ratio" => "INVALID_ASPECT_RATIO",
        DoorRefusalKind.InvalidField when refusal.Field == "duration" => "INVALID_DURATION",
        _ => "INVALID_PARAMETER",
    };

    private static JsonObject Envelope(int code, string message, JsonObject? data) =>
        new() { ["code"] = code, ["message"] = message, ["data"] = data };

    private static JsonObject Echo(VideoRequest request)
    {
        var echo = new JsonObject { ["prompt"] = request.Prompt };
        if (request.FirstFrame is null && request.ReferenceImages.Count == 0)
        {
            echo["aspect_ratio"] = request.AspectRatio;
        }

        echo["duration"] = request.Duration;
        return echo;
    }

    private static IReadOnlyList<string> Images(DoorBody body)
    {
        var images = body.Urls("images");
        if (images.Count > MaxImages)
        {
            body.RefuseAsTooMany("images", $"takes at most {MaxImages} images");
        }

        body.RefuseIf(body.Has("images") && images.Count == 0, "images", "takes 1 to 4 image URLs");
        return images;
    }

    /// <summary>One image is what the video starts from; several, or one beside references of Mini, are references.</summary>
    private static DoorRequest WithInputs(DoorBody body, DoorRequest request, IReadOnlyList<string> images, bool isMini)
    {
        var videos = References(body, "reference_video_urls", isMini);
        var audios = References(body, "reference_audio_urls", isMini);
        var startsFromImage = images.Count == 1 && videos.Count + audios.Count == 0;
        return request
            .Set("first_frame", startsFromImage ? images[0] : null, "images")
            .SetList("reference_images", startsFromImage ? [] : images, "images")
            .SetVideos(videos, [], "reference_video_urls")
            .SetList("reference_audios", audios, "reference_audio_urls");
    }

    private static IReadOnlyList<string> References(DoorBody body, string field, bool isMini)
    {
        body.RefuseIf(!isMini && body.Has(field), field, $"is for {Mini}");
        var urls = body.Urls(field);
        body.RefuseIf(urls.Count > MaxReferences, field, $"takes at most {MaxReferences} URLs");
        return urls;
    }
}
