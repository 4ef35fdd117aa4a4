using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using VideoPipeline.Cli.Shell;

namespace VideoPipeline.Cli.Videos;

/// <summary>One option per field of a video request, and --file for a whole one that the other options then change.</summary>
internal sealed class RequestOptions
{
    private readonly Option<string?> _file = new("--file", "-f")
    {
        Description = "A JSON file with the request ('-' for standard input); other options win over it",
        HelpName = "FILE",
    };

    private readonly Option<string?> _prompt = Text("--prompt", "What the video shows");
    private readonly Option<string?> _provider = Text("--provider", "auto (the cheapest that can, default), gogogotoken, tokenlab, tokenhub or seedanceapi");
    private readonly Option<string?> _model = Text("--model", "seedance-2.0, seedance-2.0-fast or seedance-2.0-mini");
    private readonly Option<string?> _operation = Text("--operation", "The operation; inferred from the inputs when absent");
    private readonly Option<decimal?> _duration = new("--duration", "-d") { Description = "Length of the video in seconds", HelpName = "SECONDS" };
    private readonly Option<string?> _resolution = Text("--resolution", "480p, 720p, 1080p or 4k");
    private readonly Option<string?> _aspectRatio = Text("--aspect-ratio", "16:9, 9:16, 1:1 …");
    private readonly Option<string?> _firstFrame = Text("--first-frame", "Image the video begins with: https URL, blob://container/name, data URI or a local file");
    private readonly Option<string?> _lastFrame = Text("--last-frame", "Image the video ends with, given like --first-frame");
    private readonly Option<string[]> _referenceImages = Many("--reference-image", "Image to take the looks from, given like --first-frame; repeatable");
    private readonly Option<string[]> _referenceVideos = Many("--reference-video", "Video to start from, URL or URL,SECONDS; repeatable");
    private readonly Option<string[]> _referenceAudios = Many("--reference-audio", "Sound to take over, URL; repeatable");
    private readonly Option<string?> _sourceTask = Text("--source-task-id", "Id of an earlier job of yours to continue from");
    private readonly Option<bool?> _generateAudio = new("--generate-audio") { Description = "Whether the video gets sound", HelpName = "true|false" };
    private readonly Option<bool?> _watermark = new("--watermark") { Description = "Whether the video gets the provider's mark", HelpName = "true|false" };
    private readonly Option<long?> _seed = new("--seed") { Description = "Seed, where the provider takes one" };
    private readonly Option<string[]> _metadata = Many("--metadata", "key=value, carried to the blob, the ledger and the events; repeatable");
    private readonly Option<string?> _webhookUrl = Text("--webhook-url", "Where the finished job is announced");
    private readonly Option<decimal?> _maxCost = new("--max-cost-usd") { Description = "Refuse the job when it is quoted at more", HelpName = "USD" };

    public IReadOnlyList<Symbol> All =>
    [
        _file, _prompt, _provider, _model, _operation, _duration, _resolution, _aspectRatio, _firstFrame, _lastFrame, _referenceImages,
        _referenceVideos, _referenceAudios, _sourceTask, _generateAudio, _watermark, _seed, _metadata, _webhookUrl, _maxCost,
    ];

    public async Task<JsonObject> ReadAsync(ParseResult parse, Surroundings surroundings, CancellationToken cancellationToken)
    {
        var request = parse.GetValue(_file) is { } file
            ? await RequestFile.ReadAsync(file, surroundings, cancellationToken)
            : [];
        SetTexts(request, parse, surroundings);
        Set(request, "duration", parse.GetValue(_duration) is { } duration ? JsonValue.Create(duration) : null);
        Set(request, "generate_audio", parse.GetValue(_generateAudio) is { } audio ? JsonValue.Create(audio) : null);
        Set(request, "watermark", parse.GetValue(_watermark) is { } mark ? JsonValue.Create(mark) : null);
        Set(request, "seed", parse.GetValue(_seed) is { } seed ? JsonValue.Create(seed) : null);
        Set(request, "max_cost_usd", parse.GetValue(_maxCost)?.ToString(CultureInfo.InvariantCulture));
        SetMany(request, "reference_images", parse.GetValue(_referenceImages), text => InputFile.AsInput(text, surroundings));
        SetMany(request, "reference_videos", parse.GetValue(_referenceVideos), ReferenceVideo.Parse);
        SetMany(request, "reference_audios", parse.GetValue(_referenceAudios), text => text);
        SetMetadata(request, parse.GetValue(_metadata) ?? []);
        return request.Count > 0
            ? request
            : throw new UsageException("Say what to generate: --prompt \"…\", or --file with a request.");
    }

    private void SetTexts(JsonObject request, ParseResult parse, Surroundings surroundings)
    {
        Set(request, "prompt", parse.GetValue(_prompt));
        Set(request, "provider", parse.GetValue(_provider));
        Set(request, "model", parse.GetValue(_model));
        Set(request, "operation", parse.GetValue(_operation));
        Set(request, "resolution", parse.GetValue(_resolution));
        Set(request, "aspect_ratio", parse.GetValue(_aspectRatio));
        Set(request, "first_frame", parse.GetValue(_firstFrame) is { } first ? InputFile.AsInput(first, surroundings) : null);
        Set(request, "last_frame", parse.GetValue(_lastFrame) is { } last ? InputFile.AsInput(last, surroundings) : null);
        Set(request, "source_task_id", parse.GetValue(_sourceTask));
        Set(request, "webhook_url", parse.GetValue(_webhookUrl));
    }

    private static void SetMetadata(JsonObject request, string[] pairs)
    {
        foreach (var pair in pairs)
        {
            var at = pair.IndexOf('=', StringComparison.Ordinal);
            if (at < 1)
            {
                throw new UsageException($"--metadata '{pair}' is not key=value.");
            }

            var metadata = request["metadata"] as JsonObject;
            if (metadata is null)
            {
                request["metadata"] = metadata = [];
            }

            metadata[pair[..at]] = pair[(at + 1)..];
        }
    }

    private static void Set(JsonObject request, string field, JsonNode? value)
    {
        if (value is not null)
        {
            request[field] = value;
        }
    }

    private static void SetMany(JsonObject request, string field, string[]? values, Func<string, JsonNode> read)
    {
        if (values is { Length: > 0 })
        {
            request[field] = new JsonArray([.. values.Select(read)]);
        }
    }

    private static Option<string?> Text(string name, string description) => new(name) { Description = description };

    private static Option<string[]> Many(string name, string description) => new(name) { Description = description, DefaultValueFactory = _ => [] };
}
