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
    private static readonly FrozenSet<string> KnownOfVideo = FrozenSet.Create("url", "duration");

    private readonly RequestRules rules;
    private readonly FieldErrors errors = new();
    private readonly JsonFields fields;
    private readonly InputReferences inputs;

    public RequestBuilder(JsonElement json, RequestRules rules)
    {
        this.rules = rules;
        fields = new JsonFields(json, errors, VideoFields.Names);
        inputs = new InputReferences(rules, errors);
    }

    public RequestReading Build()
    {
        var provider = fields.Choice(VideoFields.Provider) ?? VideoFields.Provider.Default!;
        var model = Model();
        var operation = fields.Choice(VideoFields.Operation);
        var request = new VideoRequest
        {
            Provider = provider,
            Model = model,
            Operation = operation ?? "",
            Prompt = Prompt(),
            Duration = (int)(fields.Whole(VideoFields.Duration) ?? int.Parse(VideoFields.Duration.Default!, CultureInfo.InvariantCulture)),
            Resolution = fields.Choice(VideoFields.Resolution) ?? VideoFields.Resolution.Default!,
            AspectRatio = fields.Choice(VideoFields.AspectRatio) ?? "",
            FirstFrame = inputs.Image(VideoFields.FirstFrame.Name, fields.Text(VideoFields.FirstFrame)),
            LastFrame = inputs.Image(VideoFields.LastFrame.Name, fields.Text(VideoFields.LastFrame)),
            ReferenceImages = References(VideoFields.ReferenceImages, inputs.Image),
            ReferenceVideos = Videos(),
            ReferenceAudios = References(VideoFields.ReferenceAudios, inputs.Media),
            SourceTaskId = SourceTask(),
            GenerateAudio = fields.Flag(VideoFields.GenerateAudio),
            Watermark = fields.Flag(VideoFields.Watermark),
            Seed = fields.Whole(VideoFields.Seed),
            Metadata = RequestMetadata.Read(fields.Member(VideoFields.Metadata.Name), errors),
            WebhookUrl = inputs.Url(VideoFields.WebhookUrl.Name, fields.Text(VideoFields.WebhookUrl)),
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
        var spelling = fields.Text(VideoFields.Model);
        var model = spelling is null ? ModelNames.Seedance : ModelNames.Canonical(spelling);
        if (model is null)
        {
            errors.Add("model", RequestCodes.UnknownValue, $"'model' must be one of {string.Join(", ", ModelNames.All)}.");
        }

        return model ?? "";
    }

    private string Prompt()
    {
        var prompt = fields.Text(VideoFields.Prompt);
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

    private string[] References(FieldRule rule, Func<string, string?, string?> check) =>
        [.. fields.Items(rule).Select(item => check(item.Field, fields.Text(item.Field, item.Value)) ?? "")];

    private ReferenceVideo[] Videos() => [.. fields.Items(VideoFields.ReferenceVideos).Select(item => Video(item.Field, item.Value))];

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

        if (!number.TryGetDecimal(out var seconds) || seconds <= 0 || seconds > VideoFields.MaxVideoSeconds || !PriceMath.IsRounded(seconds))
        {
            errors.Add($"{field}.duration", RequestCodes.OutOfRange, $"'{field}.duration' must be above 0 and at most {VideoFields.MaxVideoSeconds} seconds, with six decimals at the most.");
            return null;
        }

        return seconds;
    }

    private string? SourceTask()
    {
        var id = fields.Text(VideoFields.SourceTaskId);
        if (id is null)
        {
            return null;
        }

        if (id.Length == 0 || id.Length > VideoFields.SourceTaskId.MaxLength || id.Any(c => char.IsControl(c) || char.IsWhiteSpace(c) || c is '/' or '\\' or '?' or '#'))
        {
            errors.Add("source_task_id", RequestCodes.InvalidCharacters, "'source_task_id' is not the id of a job.");
        }

        return id;
    }

    private decimal? MaximumCost()
    {
        if (fields.Member(VideoFields.MaxCostUsd.Name) is not { } value)
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

        if (!isNumber || amount <= 0 || amount > VideoFields.MaxCostUsd.Max || !PriceMath.IsRounded(amount))
        {
            errors.Add("max_cost_usd", RequestCodes.OutOfRange, $"'max_cost_usd' must be above 0 and at most {VideoFields.MaxCostUsd.Max}, with six decimals at the most.");
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
