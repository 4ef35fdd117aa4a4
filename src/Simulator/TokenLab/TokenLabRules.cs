using System.Collections.Frozen;
using System.Text.Json;
using Microsoft.Extensions.Options;
using VideoPipeline.Simulator.Serving;
using VideoPipeline.Simulator.Tasks;

namespace VideoPipeline.Simulator.TokenLab;

/// <summary>What the model guide allows: six operations, each with its own inputs.</summary>
internal sealed class TokenLabRules(IOptions<SimulatorOptions> options, TaskStore tasks, TimeProvider time)
{
    private const int MaxImages = 9;
    private const int MaxVideos = 3;
    private const int MaxAudios = 3;

    private static readonly FrozenSet<string> Common =
        ["model", "operation", "prompt", "duration", "resolution", "aspect_ratio"];

    private static readonly FrozenDictionary<string, (string[] Required, string[] Optional)> Inputs =
        new Dictionary<string, (string[], string[])>
        {
            ["text-to-video"] = ([], []),
            ["image-to-video"] = (["image_url"], []),
            ["start-end-to-video"] = (["start_image", "end_image"], []),
            ["reference-to-video"] = (["reference_images"], ["video_urls", "audio_urls"]),
            ["video-to-video"] = (["video_url"], []),
            ["video-extension"] = (["task_id"], []),
        }.ToFrozenDictionary();

    private static readonly FrozenSet<string> AllInputs =
        Inputs.Values.SelectMany(inputs => inputs.Required.Concat(inputs.Optional)).ToFrozenSet();

    public Reading Read(JsonElement json)
    {
        var body = new RequestBody(json);
        if (options.Value.RefuseUndocumentedFields)
        {
            body.RefuseFieldsBesides(Common.Concat(AllInputs).ToHashSet());
        }

        body.RefuseWhen(!body.Has("model"), "model", "is required");
        var model = body.OneOf("model", "seedance-2.0", "seedance-2.0-fast", "seedance-2.0-mini");
        body.RefuseWhen(!body.Has("operation"), "operation", "is required");
        var operation = body.OneOf("operation", [.. Inputs.Keys.Order(StringComparer.Ordinal)]);
        var prompt = operation == "video-extension" && !body.Has("prompt") ? "" : body.RequiredText("prompt");
        var seconds = body.Number("duration", 4, 15) ?? 5;
        body.RefuseWhen(!decimal.IsInteger(seconds), "duration", "must be whole seconds");
        var resolution = body.OneOf("resolution", "480p", "720p", "1080p", "4k") ?? "720p";
        body.RefuseWhen(model != "seedance-2.0" && resolution is "1080p" or "4k", "resolution", $"{model} makes 480p and 720p");
        var ratio = body.OneOf("aspect_ratio", "adaptive", "16:9", "4:3", "1:1", "3:4", "9:16", "21:9");
        CheckInputs(body, operation);
        var (secondsIn, videoInput) = ReadVideos(body);

        return body.Problem is { } problem
            ? problem
            : new VideoOrder(
                model!, prompt, seconds, resolution, ratio is "9:16" or "3:4",
                TokenLabPrices.For(model!, resolution, secondsIn, seconds, videoInput), FrozenDictionary<string, object>.Empty);
    }

    private static void CheckInputs(RequestBody body, string? operation)
    {
        if (operation is null || !Inputs.TryGetValue(operation, out var inputs))
        {
            return;
        }

        foreach (var field in inputs.Required)
        {
            body.RefuseWhen(!body.Has(field), field, $"{operation} needs it");
        }

        foreach (var field in AllInputs.Except(inputs.Required).Except(inputs.Optional).Order(StringComparer.Ordinal))
        {
            body.RefuseWhen(body.Has(field), field, $"{operation} does not take it");
        }

        body.Url("image_url");
        body.Url("start_image");
        body.Url("end_image");
        CheckCount(body, "reference_images", MaxImages);
        CheckCount(body, "video_urls", MaxVideos);
        CheckCount(body, "audio_urls", MaxAudios);
    }

    private static void CheckCount(RequestBody body, string field, int limit)
    {
        var count = body.Urls(field).Count;
        body.RefuseWhen(body.Has(field) && (count == 0 || count > limit), field, $"must hold 1 to {limit} URLs");
    }

    /// <summary>The seconds of input video, and whether there is any.</summary>
    private (decimal Seconds, bool Any) ReadVideos(RequestBody body)
    {
        if (body.Text("task_id") is { } taskId)
        {
            var source = tasks.Find("tokenlab", taskId);
            var isCompleted = source is not null && TaskLife.PhaseAt(source, time.GetUtcNow()) == TaskPhase.Succeeded;
            body.RefuseWhen(!isCompleted, "task_id", "names no completed task");
            return (source?.Order.Seconds ?? 0, true);
        }

        List<string> videos = [.. body.Urls("video_urls")];
        if (body.Url("video_url") is { } url)
        {
            videos.Add(url);
        }

        return (videos.Sum(video => InputVideo.SecondsOf(video, options.Value)), videos.Count > 0);
    }
}
