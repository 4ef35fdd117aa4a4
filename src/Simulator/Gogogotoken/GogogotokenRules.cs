using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Options;
using VideoPipeline.Simulator.Serving;
using VideoPipeline.Simulator.Tasks;

namespace VideoPipeline.Simulator.Gogogotoken;

/// <summary>What the two guides allow; limits that they leave open are those of the model itself.</summary>
internal sealed class GogogotokenRules(IOptions<SimulatorOptions> options)
{
    private const string Fast = "doubao-seedance-2-0-fast";
    private const string DefaultSize = "480x854";

    private static readonly FrozenSet<string> Fields =
    [
        "model", "prompt", "seconds", "duration", "size", "images", "first_frame_image", "last_frame_image", "metadata",
    ];

    public Reading Read(JsonElement json)
    {
        var body = new RequestBody(json);
        if (options.Value.RefuseUndocumentedFields)
        {
            body.RefuseFieldsBesides(Fields);
        }

        body.RefuseWhen(!body.Has("model"), "model", "is required");
        var model = body.OneOf("model", "doubao-seedance-2-0", Fast);
        var prompt = body.RequiredText("prompt");
        var seconds = ReadSeconds(body);
        var metadata = body.Object("metadata");
        var size = body.Text("size") ?? DefaultSize;
        var frame = FrameSize.Parse(size, metadata?.OneOf("resolution", "480p", "720p", "1080p", "4k"));
        body.RefuseWhen(frame is null, "size", "must be width x height in pixels, such as 720x1280");
        body.RefuseWhen(model == Fast && frame?.Resolution is "1080p" or "4k", "size", $"{Fast} makes 480p and 720p");
        CheckMetadata(body, metadata);
        var videos = GogogotokenMedia.Read(body, metadata);

        return body.Problem is { } problem
            ? problem
            : Order(model!, prompt, seconds, size, frame!, videos);
    }

    private VideoOrder Order(
        string model, string prompt, decimal seconds, string size, FrameSize frame, IReadOnlyList<string> videos)
    {
        var secondsIn = videos.Sum(url => InputVideo.SecondsOf(url, options.Value));
        return new VideoOrder(
            model,
            prompt,
            seconds,
            frame.Resolution,
            frame.Height > frame.Width,
            GogogotokenPrices.For(model, frame, secondsIn, seconds, videos.Count > 0),
            new Dictionary<string, object> { ["size"] = size });
    }

    private static decimal ReadSeconds(RequestBody body)
    {
        var duration = body.Number("duration", 4, 15);
        if (body.Text("seconds") is not { } text)
        {
            return duration ?? 5;
        }

        var isWhole = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds);
        body.RefuseWhen(!isWhole || seconds is < 4 or > 15, "seconds", "must be a string from \"4\" to \"15\"");
        body.RefuseWhen(duration is not null && duration != seconds, "duration", "contradicts seconds");
        return seconds;
    }

    private static void CheckMetadata(RequestBody body, RequestBody? metadata)
    {
        if (metadata is null)
        {
            return;
        }

        metadata.OneOf("ratio", "adaptive", "16:9", "4:3", "1:1", "3:4", "9:16", "21:9");
        metadata.Number("frames", 1, 1_000);
        metadata.Number("seed", -1, uint.MaxValue);
        body.RefuseWhen(metadata.Problem is not null, $"metadata.{metadata.Problem?.Field}", metadata.Problem?.Message ?? "");
    }
}
