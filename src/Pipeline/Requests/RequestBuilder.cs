using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using System.Text.Json;
using VideoPipeline.Pricing;
using VideoPipeline.Resellers;
using VideoPipeline.Resellers.Capabilities;

namespace VideoPipeline.Requests;

/// <summary>Turns one JSON object into a request, or into the list of its wrong fields.</summary>
internal sealed class RequestBuilder
{
    /// <summary>Most references that any provider documents; a provider's own limits are checked when it is chosen.</summary>
    private const int MaxImages = 9;
    private const int MaxVideos = 3;
    private const int MaxAudios = 3;

    private const int MinSeconds = 4;
    private const int MaxSeconds = 15;
    private const decimal MaxVideoSeconds = 3600;
    private const decimal MaxCost = 1_000_000;

    private static readonly FrozenSet<string> Known = FrozenSet.Create(
        "provider", "model", "operation", "prompt", "duration", "resolution", "aspect_ratio", "first_frame", "last_frame",
        "reference_images", "reference_videos", "reference_audios", "source_task_id", "generate_audio", "watermark", "seed",
        "metadata", "webhook_url", "max_cost_usd");

    private static readonly FrozenSet<string> KnownOfVideo = FrozenSet.Create("url", "duration");

    private readonly RequestRules rules;
    private readonly FieldErrors errors = new();
    private readonly JsonFields fields;
    private readonly InputReferences inputs;

    public RequestBuilder(JsonElement json, RequestRules rules)
    {
        this.rules = rules;
        fields = new JsonFields(json, errors, Known);
        inputs = new InputReferences(rules, errors);
    }

    public static IReadOnlySet<string> FieldNames => Known;

    public RequestReading Build()
    {
        var provider = fields.Choice("provider", ["auto", .. KnownResellers.Names]) ?? "auto";
        var model = Model();
        var operation = fields.Choice("operation", Operations.All);
        var request = new VideoRequest
        {
            Provider = provider,
            Model = model,
            Operation = operation ?? "",
            Prompt = Prompt(),
            Duration = (int)(fields.Whole("duration", MinSeconds, MaxSeconds) ?? 5),
            Resolution = fields.Choice("resolution", Formats.Resolutions) ?? "720p",
            AspectRatio = fields.Choice("aspect_ratio", Formats.AspectRatios) ?? "",
            FirstFrame = inputs.Image("first_frame", fields.Text("first_frame")),
            LastFrame = inputs.Image("last_frame", fields.Text("last_frame")),
            ReferenceImages = References("reference_images", MaxImages, inputs.Image),
            ReferenceVideos = Videos(),
            ReferenceAudios = References("reference_audios", MaxAudios, inputs.Media),
            SourceTaskId = SourceTask(),
            GenerateAudio = fields.Flag("generate_audio"),
            Watermark = fields.Flag("watermark"),
            Seed = fields.Whole("seed", -1, uint.MaxValue),
            Metadata = RequestMetadata.Read(fields.Member("metadata"), errors),
            WebhookUrl = inputs.Url("webhook_url", fields.Text("webhook_url")),
            MaxCostUsd = MaximumCost(),
        };

        operation = OperationOf(operation);
        return errors.Any
            ? RequestReading.Of(errors.ToProblem())
            : RequestReading.Of(Completed(request, operation), inputs.Inline);
    }

    private static VideoRequest Completed(VideoRequest request, string operation) => request with
    {
        Operation = operation,
        AspectRatio = request.AspectRatio.Length > 0
            ? request.AspectRatio
            : CapabilityTable.DefaultAspectRatio(request.Provider, request.Model, operation),
    };

    private string Model()
    {
        var spelling = fields.Text("model");
        var model = spelling is null ? ModelNames.Seedance : ModelNames.Canonical(spelling);
        if (model is null)
        {
            errors.Add("model", RequestCodes.UnknownValue, $"'model' must be one of {string.Join(", ", ModelNames.All)}.");
        }

        return model ?? "";
    }

    private string Prompt()
    {
        var prompt = fields.Text("prompt");
        if (prompt is null)
        {
            errors.Add("prompt", RequestCodes.Required, "'prompt' is required.");
        }
        else if (string.IsNullOrWhiteSpace(prompt))
        {
            errors.Add("prompt", RequestCodes.Empty, "'prompt' is empty.");
        }
        else if (prompt.EnumerateRunes().Count() > rules.MaxPromptLength)
        {
            errors.Add("prompt", RequestCodes.TooLong, $"'prompt' is longer than {rules.MaxPromptLength} characters.");
        }
        else if (prompt.Any(c => char.IsControl(c) && c is not ('\n' or '\r' or '\t')))
        {
            errors.Add("prompt", RequestCodes.InvalidCharacters, "'prompt' holds control characters.");
        }

        else if (prompt.Contains('\uFFFD', StringComparison.Ordinal))
        {
            errors.Add("prompt", RequestCodes.InvalidEncoding, "'prompt' holds a replaced character (U+FFFD): it was decoded wrongly before. Save its source as UTF-8.");
        }

        return prompt ?? "";
    }

    private string[] References(string name, int max, Func<string, string?, string?> check) =>
        [.. fields.Items(name, max).Select(item => check(item.Field, fields.Text(item.Field, item.Value)) ?? "")];

    private ReferenceVideo[] Videos() => [.. fields.Items("reference_videos", MaxVideos).Select(item => Video(item.Field, item.Value))];

    private ReferenceVideo Video(string field, JsonElement value)
    {
        if (value.ValueKind is not JsonValueKind.Object)
        {
            if (value.ValueKind is not JsonValueKind.String)
            {
                fields.WrongType(field, "a string or {\"url\", \"duration\"}", value);
                return new ReferenceVideo("");
            }

            return new ReferenceVideo(inputs.Media(field, value.GetString()) ?? "");
        }

        var members = new JsonFields(value, errors, KnownOfVideo, field);
        var url = members.Text("url");
        if (url is null)
        {
            errors.Add($"{field}.url", RequestCodes.Required, $"'{field}.url' is required.");
        }

        return new ReferenceVideo(inputs.Media($"{field}.url", url) ?? "", VideoSeconds(field, members.Member("duration")));
    }

    private decimal? VideoSeconds(string field, JsonElement? value)
    {
        if (value is null)
        {
            return null;
        }

        if (value is not { ValueKind: JsonValueKind.Number } number)
        {
            fields.WrongType($"{field}.duration", "a number of seconds", value.Value);
            return null;
        }

        if (!number.TryGetDecimal(out var seconds) || seconds <= 0 || seconds > MaxVideoSeconds || !PriceMath.IsRounded(seconds))
        {
            errors.Add($"{field}.duration", RequestCodes.OutOfRange, $"'{field}.duration' must be above 0 and at most {MaxVideoSeconds} seconds, with six decimals at the most.");
            return null;
        }

        return seconds;
    }

    private string? SourceTask()
    {
        var id = fields.Text("source_task_id");
        if (id is null)
        {
            return null;
        }

        if (id.Length is 0 or > 200 || id.Any(c => char.IsControl(c) || char.IsWhiteSpace(c) || c is '/' or '\\' or '?' or '#'))
        {
            errors.Add("source_task_id", RequestCodes.InvalidCharacters, "'source_task_id' is not the id of a job.");
        }

        return id;
    }

    private decimal? MaximumCost()
    {
        if (fields.Member("max_cost_usd") is not { } value)
        {
            return null;
        }

        decimal amount;
        var isNumber = value.ValueKind switch
        {
            JsonValueKind.Number => value.TryGetDecimal(out amount),
            JsonValueKind.String => decimal.TryParse(
                value.GetString(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out amount),
            _ => (amount = 0) != 0,
        };
        if (!isNumber && value.ValueKind is not JsonValueKind.Number)
        {
            fields.WrongType("max_cost_usd", "an amount as a number or a string", value);
            return null;
        }

        if (!isNumber || amount <= 0 || amount > MaxCost || !PriceMath.IsRounded(amount))
        {
            errors.Add("max_cost_usd", RequestCodes.OutOfRange, $"'max_cost_usd' must be above 0 and at most {MaxCost}, with six decimals at the most.");
            return null;
        }

        return amount;
    }

    /// <summary>Goes by which inputs are given, right or wrong, so that one bad URL does not also change the operation.</summary>
    private string OperationOf(string? given)
    {
        bool Has(string name) => fields.Member(name) is { } value
            && (value.ValueKind is not JsonValueKind.Array || value.GetArrayLength() > 0);

        var kinds = new InputKinds(
            Has("first_frame"), Has("last_frame"), Has("reference_images"), Has("reference_videos"), Has("reference_audios"), Has("source_task_id"));
        if (kinds.Audios && !kinds.AnythingToSee)
        {
            errors.Add("reference_audios", RequestCodes.AudioAlone, "'reference_audios' needs an image or a video beside it.");
            return "";
        }

        if (kinds is { LastFrame: true, FirstFrame: false })
        {
            errors.Add("first_frame", RequestCodes.Required, "'last_frame' needs 'first_frame'.");
            return "";
        }

        var operation = given ?? Operations.Infer(kinds);
        if (!errors.Has("operation") && Operations.Mismatch(operation, kinds) is { } mismatch)
        {
            errors.Add("operation", RequestCodes.OperationMismatch, $"{operation} {mismatch}.");
        }

        return operation;
    }
}
