using System.Collections.Frozen;
using System.Text.Json;
using Microsoft.Extensions.Options;
using VideoPipeline.Simulator.Serving;
using VideoPipeline.Simulator.Tasks;

namespace VideoPipeline.Simulator.SeedanceApi;

/// <summary>What the body parameters of API v2 allow.</summary>
internal sealed class SeedanceApiRules(IOptions<SimulatorOptions> options)
{
    private const int MaxPrompt = 2000;
    private const int MaxImages = 4;

    private static readonly FrozenSet<string> Fields =
    [
        "prompt", "duration", "resolution", "aspect_ratio", "images", "reference_video_urls", "reference_audio_urls", "model",
        "callback_url", "public",
    ];

    public Reading Read(JsonElement json)
    {
        var body = new RequestBody(json);
        if (options.Value.RefuseUndocumentedFields)
        {
            body.RefuseFieldsBesides(Fields);
        }

        var model = body.OneOf("model", "seedance-2.0", "seedance-2.0-fast", SeedanceApiPrices.Mini) ?? "seedance-2.0";
        var isMini = model == SeedanceApiPrices.Mini;
        var prompt = body.RequiredText("prompt");
        body.RefuseWhen(prompt.Length > MaxPrompt, "prompt", $"at most {MaxPrompt} characters");
        var seconds = ReadSeconds(body, isMini);
        var resolution = body.OneOf("resolution", "480p", "720p", "1080p") ?? "720p";
        var ratio = isMini
            ? body.OneOf("aspect_ratio", "16:9", "9:16", "4:3", "3:4", "1:1", "21:9", "adaptive")
            : body.OneOf("aspect_ratio", "16:9", "9:16", "4:3", "3:4");
        var images = body.Urls("images");
        body.RefuseWhen(images.Count > MaxImages, "images", $"at most {MaxImages} images", "TOO_MANY_IMAGES");
        body.RefuseWhen(body.Has("images") && images.Count == 0, "images", "must not be empty");
        var videos = References(body, "reference_video_urls", isMini);
        References(body, "reference_audio_urls", isMini);
        body.Flag("public");
        var callback = ReadCallback(body);

        // Mini at 1080p is documented as billed and made at 720p.
        var made = isMini && resolution == "1080p" ? "720p" : resolution;
        return body.Problem is { } problem
            ? problem
            : new VideoOrder(
                model, prompt, seconds, made, ratio is "9:16" or "3:4",
                SeedanceApiPrices.For(model, made, seconds, videos.Count > 0), Echo(prompt, ratio, seconds, images), callback);
    }

    private static decimal ReadSeconds(RequestBody body, bool isMini)
    {
        var seconds = body.Number("duration", 4, 15) ?? 5;
        body.RefuseWhen(!isMini && seconds is not (5 or 10 or 15), "duration", "must be 5, 10 or 15");
        body.RefuseWhen(!decimal.IsInteger(seconds), "duration", "must be whole seconds");
        return seconds;
    }

    private static IReadOnlyList<string> References(RequestBody body, string field, bool isMini)
    {
        body.RefuseWhen(!isMini && body.Has(field), field, $"only {SeedanceApiPrices.Mini} takes it");
        return body.Urls(field);
    }

    private Uri? ReadCallback(RequestBody body)
    {
        if (body.Url("callback_url") is not { } text || !Uri.TryCreate(text, UriKind.Absolute, out var url))
        {
            return null;
        }

        body.RefuseWhen(
            url.IsLoopback && !options.Value.AllowLocalCallbacks, "callback_url", "must be public; localhost is not supported");
        return url;
    }

    private static Dictionary<string, object> Echo(string prompt, string? ratio, decimal seconds, IReadOnlyList<string> images)
    {
        var echo = new Dictionary<string, object> { ["prompt"] = prompt };
        if (images.Count > 0)
        {
            echo["images"] = images;
        }
        else
        {
            echo["aspect_ratio"] = ratio ?? "16:9";
        }

        echo["duration"] = seconds;
        return echo;
    }
}
