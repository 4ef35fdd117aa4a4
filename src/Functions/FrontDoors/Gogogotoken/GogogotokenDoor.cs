using System.Globalization;
using System.Text.Json.Nodes;
using VideoPipeline.Resellers.Gogogotoken;
using VideoPipeline.Requests;

namespace VideoPipeline.Functions.FrontDoors.Gogogotoken;

/// <summary>The API of seeds 000 and 001, close to OpenAI's video API: seconds as a string, the shape as a size, tokens as the bill.</summary>
internal sealed class GogogotokenDoor : IFrontDoor
{
    private const string Base = "doubao-seedance-2-0";
    private const string Fast = "doubao-seedance-2-0-fast";
    private const int FramesPerSecond = 24;

    public string Name => GogogotokenDefinition.Name;

    public DoorIds Ids { get; } = new("task_");

    public DoorRequest Read(DoorBody body)
    {
        body.Only(
            "model", "prompt", "seconds", "duration", "size", "images", "first_frame_image", "last_frame_image", "metadata");
        body.RefuseIf(!body.Has("model"), "model", "is required");
        var model = body.OneOf("model", Base, Fast);
        var request = new DoorRequest()
            .Set("model", model, "model")
            .Set("prompt", body.RequiredText("prompt"), "prompt");
        var metadata = body.Object("metadata");
        metadata?.Only("content", "resolution", "ratio", "frames", "seed");
        request.Set("duration", Seconds(body, metadata), body.Has("seconds") ? "seconds" : "duration");
        ReadShape(body, metadata, model, request);
        request.Set("seed", metadata?.Number("seed", -1, uint.MaxValue), "metadata.seed");
        GogogotokenMedia.Read(body, metadata, request);
        if (metadata is not null)
        {
            body.Adopt(metadata);
        }

        return request;
    }

    public JsonObject Created(DoorTask task) => Task(task, "queued");

    public JsonObject Status(DoorTask task)
    {
        var body = Task(task, task.State switch
        {
            DoorState.Queued => "queued",
            DoorState.Running => "in_progress",
            DoorState.Succeeded => "completed",
            _ => "failed",
        });
        if (task.State is DoorState.Succeeded)
        {
            body["output"] = new JsonObject { ["video_url"] = task.VideoUrl };
            body["usage"] = new JsonObject { ["total_tokens"] = task.Price, ["completion_tokens"] = task.Price };
        }
        else if (task.State is DoorState.Failed or DoorState.Cancelled)
        {
            body["error"] = new JsonObject { ["message"] = task.ErrorMessage, ["code"] = task.Error?.Code };
        }

        return body;
    }

    public JsonObject Error(DoorRefusal refusal) => new()
    {
        ["error"] = new JsonObject { ["message"] = DoorErrors.MessageOf(refusal), ["code"] = Code(refusal) },
    };

    private static string Code(DoorRefusal refusal) => refusal.Kind switch
    {
        DoorRefusalKind.InvalidKey => "invalid_api_key",
        DoorRefusalKind.InsufficientBalance => "insufficient_quota",
        DoorRefusalKind.TaskNotFound => "task_not_found",
        DoorRefusalKind.WrongMethod => "method_not_allowed",
        DoorRefusalKind.KeyConflict => "idempotency_conflict",
        DoorRefusalKind.ServerError => "internal_error",
        DoorRefusalKind.InvalidField when refusal.Field == "model" => "model_not_found",
        _ => "invalid_request",
    };

    private static JsonObject Task(DoorTask task, string status) => new()
    {
        ["id"] = task.Id,
        ["task_id"] = task.Id,
        ["object"] = "video",
        ["model"] = task.Request.Model == ModelNames.Fast ? Fast : Base,
        ["status"] = status,
        ["progress"] = task.Progress,
    };

    /// <summary><c>seconds</c>; or <c>duration</c>, which must not contradict it; or frames, where neither says it.</summary>
    private static int Seconds(DoorBody body, DoorBody? metadata)
    {
        var duration = body.Whole("duration", 4, 15);
        var frames = metadata?.Whole("frames", 4 * FramesPerSecond, (15 * FramesPerSecond) + 1);
        if (body.Text("seconds") is { } text)
        {
            var isGood = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 4 and <= 15;
            body.RefuseIf(!isGood, "seconds", "must be a string from \"4\" to \"15\"");
            body.RefuseIf(duration is not null && duration != seconds, "duration", "contradicts seconds");
            return seconds;
        }

        return duration ?? frames / FramesPerSecond ?? 5;
    }

    /// <summary>Each of the two documents has a default size beside its default model: these go together.</summary>
    private static void ReadShape(DoorBody body, DoorBody? metadata, string? model, DoorRequest request)
    {
        var size = FrameSize.Parse(body.Text("size") ?? (model == Fast ? "480x854" : "1080x1920"));
        var resolution = metadata?.OneOf("resolution", Formats.Resolutions) ?? size?.Resolution;
        var ratio = metadata?.OneOf("ratio", Formats.AspectRatios) ?? size?.AspectRatio;
        body.RefuseIf(size is null || ratio is null, "size", "must be width x height in pixels, such as 720x1280");
        body.RefuseIf(model == Fast && resolution is "1080p" or "4k", "size", $"of {Fast} is 480p or 720p");
        request.Set("resolution", resolution, "size").Set("aspect_ratio", ratio, "size");
    }
}
