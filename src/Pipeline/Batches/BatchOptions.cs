using System.Globalization;
using System.Text.Json;
using VideoPipeline.Pricing;
using VideoPipeline.Requests;
using VideoPipeline.Storage;

namespace VideoPipeline.Batches;

/// <summary>What a batch says about all of its items.</summary>
/// <param name="Defaults">Fields for the items that do not have them.</param>
/// <param name="AcceptsOverBudget">Run also when today's budget is not enough for all items.</param>
/// <param name="Manifest"><c>blob://container/name</c>: where the items are, when they are not in the request.</param>
public sealed record BatchOptions(
    string? Name = null,
    int MaxConcurrency = BatchOptions.DefaultConcurrency,
    decimal? MaxCostUsd = null,
    IReadOnlyDictionary<string, string>? Metadata = null,
    string? WebhookUrl = null,
    JsonElement? Defaults = null,
    string? Manifest = null,
    bool AcceptsOverBudget = false)
{
    public const int DefaultConcurrency = 20;
    public const int LargestConcurrency = 500;

    public static (BatchOptions? Options, Problem? Problem) Read(JsonElement json, RequestRules rules)
    {
        var errors = new FieldErrors();
        var fields = new JsonFields(json, errors, BatchFields.Names);
        var inputs = new InputReferences(rules, errors);
        var metadata = RequestMetadata.Read(fields.Member("metadata"), errors);
        var options = new BatchOptions(
            NameOf(fields, errors),
            (int)(fields.Whole(BatchFields.MaxConcurrency) ?? DefaultConcurrency),
            CostOf(fields, errors),
            metadata.Count == 0 ? null : metadata,
            inputs.Url("webhook_url", fields.Text(BatchFields.WebhookUrl)),
            DefaultsOf(fields),
            ManifestOf(fields, inputs),
            fields.Choice(BatchFields.OverBudget) == BatchFields.Accept);
        return errors.Any ? (null, errors.ToProblem()) : (options, null);
    }

    private static string? NameOf(JsonFields fields, FieldErrors errors)
    {
        var name = fields.Text(BatchFields.Name);
        if (name?.Length > BatchFields.Name.MaxLength)
        {
            errors.Add("name", RequestCodes.TooLong, $"'name' has at most {BatchFields.Name.MaxLength} characters.");
        }

        return name;
    }

    private static decimal? CostOf(JsonFields fields, FieldErrors errors)
    {
        if (fields.Member("max_cost_usd") is not { } value)
        {
            return null;
        }

        var text = value.ValueKind is JsonValueKind.String ? value.GetString() : value.GetRawText();
        if (!decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount) || amount <= 0 || amount > BatchFields.MaxCostUsd.Max || !PriceMath.IsRounded(amount))
        {
            errors.Add("max_cost_usd", RequestCodes.OutOfRange, $"'max_cost_usd' must be an amount above 0 and at most {BatchFields.MaxCostUsd.Max}, with six decimals at the most.");
            return null;
        }

        return amount;
    }

    private static JsonElement? DefaultsOf(JsonFields fields)
    {
        if (fields.Member("defaults") is { ValueKind: not JsonValueKind.Object } wrong)
        {
            fields.WrongType("defaults", "an object", wrong);
            return null;
        }

        return fields.Member("defaults");
    }

    private static string? ManifestOf(JsonFields fields, InputReferences inputs)
    {
        var manifest = fields.Text(BatchFields.Manifest);
        return inputs.Blob("manifest", manifest is null || BlobReference.IsMeant(manifest) ? manifest : BlobReference.Scheme + manifest);
    }
}
