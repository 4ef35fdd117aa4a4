using System.Text.Json.Nodes;
using VideoPipeline.Resellers.TokenLab;
using VideoPipeline.Requests;

namespace VideoPipeline.Functions.FrontDoors.TokenLab;

/// <summary>The API of seed 002: the operation is named, and each one has inputs of its own.</summary>
internal sealed class TokenLabDoor : IFrontDoor
{
    private const string Base = "seedance-2.0";
    private const int MaxImages = 9;
    private const int MaxMedia = 3;

    private static readonly Dictionary<string, (string[] Required, string[] Optional)> s_inputs = new(StringComparer.Ordinal)
    {
        [Operations.TextToVideo] = ([], []),
        [Operations.ImageToVideo] = (["image_url"], []),
        [Operations.StartEndToVideo] = (["start_image", "end_image"], []),
        [Operations.ReferenceToVideo] = (["reference_images"], ["video_urls", "audio_urls"]),
        [Operations.VideoToVideo] = (["video_url"], []),
        [Operations.VideoExtension] = (["task_id"], []),
    };

    private static readonly string[] s_allInputs = [.. s_inputs.Values.SelectMany(inputs => inputs.Required.Concat(inputs.Optional))];

    public string Name => TokenLabDefinition.Name;

    public DoorIds Ids { get; } = new("task_");

    public DoorRequest Read(DoorBody body)
    {
        body.Only(["model", "operation", "prompt", "duration", "resolution", "aspect_ratio", .. s_allInputs]);
        body.RefuseIf(!body.Has("model"), "model", "is required");
        var model = body.OneOf("model", Base, "seedance-2.0-fast", "seedance-2.0-mini");
        body.RefuseIf(!body.Has("operation"), "operation", "is required");
        var operation = body.OneOf("operation", s_inputs.Keys);
        var resolution = body.OneOf("resolution", "480p", "720p", "1080p", "4k") ?? "720p";
        body.RefuseIf(model != Base && resolution is "1080p" or "4k", "resolution", $"of {model} is 480p or 720p");
        var request = new DoorRequest()
            .Set("model", model, "model")
            .Set("operation", operation, "operation")
            .Set("prompt", Prompt(body, operation), "prompt")
            .Set("duration", body.Whole("duration", 4, 15) ?? 5, "duration")
            .Set("resolution", resolution, "resolution")
            .Set("aspect_ratio", body.OneOf("aspect_ratio", Formats.AspectRatios), "aspect_ratio");
        ReadInputs(body, operation, request);
        return request;
    }

    public JsonObject Created(DoorTask task) => new()
    {
        ["id"] = task.Id,
        ["task_id"] = task.Id,
        ["status"] = "pending",
        ["poll_url"] = PollUrl(task),
        ["model"] = task.Request.Model,
    };

    public JsonObject Status(DoorTask task)
    {
        var body = new JsonObject
        {
            ["id"] = task.Id,
            ["task_id"] = task.Id,
            ["status"] = task.State switch
            {
                DoorState.Queued => "pending",
                DoorState.Running => "processing",
                DoorState.Succeeded => "completed",
                _ => "failed",
            },
            ["poll_url"] = PollUrl(task),
            ["model"] = task.Request.Model,
            ["progress"] = task.Progress,
            ["created_at"] = task.CreatedAt.ToUnixTimeSeconds(),
        };
        switch (task.State)
        {
            case DoorState.Succeeded:
                body["video_url"] = task.VideoUrl;
                body["usage"] = new JsonObject { ["total_tokens"] = task.Price, ["completion_tokens"] = task.Price };
                break;
            case DoorState.Cancelled:
                body["cancelled"] = true;
                body["cancellation_status"] = "cancelled";
                break;
            case DoorState.Failed:
                body["error"] = new JsonObject { ["code"] = task.Error?.Code, ["message"] = task.ErrorMessage };
                break;
            case DoorState.Queued or DoorState.Running when task.CancelRequested:
                body["cancellation_status"] = "requested";
                break;
        }

        return body;
    }

    public JsonObject Error(DoorRefusal refusal) => DoorErrors.OpenAiLike(refusal);

    // Relative to the origin: the app does not know under which of its names it was called.
    private static string PollUrl(DoorTask task) => $"/v1/tasks/{task.Id}";

    /// <summary>An extension may go without one: the earlier task's goes on.</summary>
    private static string? Prompt(DoorBody body, string? operation) =>
        operation == Operations.VideoExtension && !body.Has("prompt") ? null : body.RequiredText("prompt");

    private void ReadInputs(DoorBody body, string? operation, DoorRequest request)
    {
        if (operation is null || !s_inputs.TryGetValue(operation, out var inputs))
        {
            return;
        }

        foreach (var field in inputs.Required)
        {
            body.RefuseIf(!body.Has(field), field, $"is needed by {operation}");
        }

        foreach (var field in s_allInputs.Except(inputs.Required).Except(inputs.Optional))
        {
            body.RefuseIf(body.Has(field), field, $"is not taken by {operation}");
        }

        request
            .Set("first_frame", body.Url("image_url") ?? body.Url("start_image"), operation == Operations.ImageToVideo ? "image_url" : "start_image")
            .Set("last_frame", body.Url("end_image"), "end_image")
            .SetList("reference_images", Urls(body, "reference_images", MaxImages), "reference_images")
            .SetList("reference_audios", Urls(body, "audio_urls", MaxMedia), "audio_urls")
            .SetVideos(
                body.Url("video_url") is { } video ? [video] : Urls(body, "video_urls", MaxMedia), [],
                operation == Operations.VideoToVideo ? "video_url" : operation == Operations.VideoExtension ? "task_id" : "video_urls")
            .Set("source_task_id", null, "task_id");
        if (body.Text("task_id") is { } task)
        {
            request.SourceJob = Ids.JobOf(task);
            body.RefuseIf(request.SourceJob is null, "task_id", "names no completed task");
        }
    }

    private static IReadOnlyList<string> Urls(DoorBody body, string field, int most)
    {
        var urls = body.Urls(field);
        body.RefuseIf(body.Has(field) && (urls.Count == 0 || urls.Count > most), field, $"takes 1 to {most} URLs");
        return urls;
    }
}
