using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using VideoPipeline.Batches;
using VideoPipeline.Functions.Http;
using VideoPipeline.Requests;

namespace VideoPipeline.Functions.Api;

/// <summary>Schemas of what the doors take, from the rules by which they read it.</summary>
internal static class ApiSchemas
{
    public const string VideoRequest = "VideoRequest";
    public const string BatchRequest = "BatchRequest";
    public const string BatchItem = "BatchItemRequest";
    public const string Resolution = "Resolution";
    public const string Anything = "Anything";

    private const string AmountForm = @"^\d+(\.\d{1,6})?$";

    public static void Add(OpenApiDocument document)
    {
        document.AddComponent(VideoRequest, Object(VideoFields.All, document));
        var item = Object(VideoFields.All, document);
        item.Properties![ItemDefaults.NameField] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "The item's own name; no part of the request." };

        // The batch's defaults may have what an item lacks.
        item.Required = null;
        document.AddComponent(BatchItem, item);
        document.AddComponent(BatchRequest, Object([.. BatchFields.Options, BatchFields.Items], document));
        document.AddComponent(Resolution, ResolutionSchema());
        document.AddComponent(Anything, new OpenApiSchema { Description = "Any body; at most a candidate for a task id is taken from it." });
    }

    public static OpenApiSchema Of(FieldRule rule, OpenApiDocument document)
    {
        var schema = Kind(rule, document);
        schema.Description = rule.Means;
        if (rule.Default is { } value)
        {
            schema.Default = rule.Kind is FieldKind.Whole ? JsonNode.Parse(value) : JsonValue.Create(value);
        }

        schema.Examples = [JsonNode.Parse(rule.Example)!];
        return schema;
    }

    public static OpenApiSchema Of(QueryParameter parameter, OpenApiDocument document) => parameter.Kind switch
    {
        QueryKind.Choice when parameter.Many => new OpenApiSchema
        {
            Type = JsonSchemaType.String,
            Pattern = $"^({string.Join('|', parameter.Choices!)})(,({string.Join('|', parameter.Choices!)}))*$",
        },
        QueryKind.Choice => Choice(parameter.Choices!),
        QueryKind.Whole => new OpenApiSchema { Type = JsonSchemaType.Integer, Minimum = Text(parameter.Min), Maximum = Text(parameter.Max) },
        QueryKind.Day => new OpenApiSchema { Type = JsonSchemaType.String, Format = "date" },
        QueryKind.Time => new OpenApiSchema { Type = JsonSchemaType.String, Format = "date-time" },
        QueryKind.Cursor => new OpenApiSchema { Type = JsonSchemaType.String },
        QueryKind.Field => Of(BatchFields.Options.Single(rule => rule.Name == parameter.Name), document),
        _ => new OpenApiSchema { Type = JsonSchemaType.String, MaxLength = (int)parameter.Max },
    };

    private static OpenApiSchema Object(IReadOnlyList<FieldRule> rules, OpenApiDocument document) => new()
    {
        Type = JsonSchemaType.Object,
        Properties = rules.ToDictionary(rule => rule.Name, IOpenApiSchema (rule) => Of(rule, document)),
        Required = rules.Where(rule => rule.Required).Select(rule => rule.Name).ToHashSet() is { Count: > 0 } required ? required : null,
        AdditionalPropertiesAllowed = false,
    };

    private static OpenApiSchema Kind(FieldRule rule, OpenApiDocument document) => rule.Kind switch
    {
        FieldKind.Choice => Choice(rule.Choices!),
        FieldKind.Model => new OpenApiSchema
        {
            AnyOf = [Choice(rule.Choices!), new OpenApiSchema { Type = JsonSchemaType.String, Description = "A reseller's spelling." }],
        },
        FieldKind.Whole => new OpenApiSchema { Type = JsonSchemaType.Integer, Minimum = Text(rule.Min), Maximum = Text(rule.Max) },
        FieldKind.Flag => new OpenApiSchema { Type = JsonSchemaType.Boolean },
        FieldKind.Amount => new OpenApiSchema { Type = JsonSchemaType.String | JsonSchemaType.Number, Pattern = AmountForm, ExclusiveMinimum = "0", Maximum = Text(rule.Max) },
        FieldKind.Url => new OpenApiSchema { Type = JsonSchemaType.String, Format = "uri", MaxLength = rule.MaxLength },
        FieldKind.Images or FieldKind.Medias => new OpenApiSchema { Type = JsonSchemaType.Array, MaxItems = rule.MaxItems, Items = Input(rule.Kind == FieldKind.Images) },
        FieldKind.Videos => new OpenApiSchema { Type = JsonSchemaType.Array, MaxItems = rule.MaxItems, Items = Video() },
        FieldKind.Image => Input(isImage: true),
        FieldKind.Media => Input(isImage: false),
        FieldKind.Pairs => new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            MaxProperties = rule.MaxItems,
            AdditionalProperties = new OpenApiSchema { Type = JsonSchemaType.String },
            PropertyNames = new OpenApiSchema { Pattern = $"^{RequestMetadata.KeyForm}$" },
            Comment = $"At most {rule.MaxLength} bytes in all.",
        },
        FieldKind.Request => new OpenApiSchema { AllOf = [new OpenApiSchemaReference(BatchItem, document)] },
        FieldKind.Requests => new OpenApiSchema { Type = JsonSchemaType.Array, Items = new OpenApiSchemaReference(BatchItem, document) },
        _ => new OpenApiSchema { Type = JsonSchemaType.String, MaxLength = rule.MaxLength, MinLength = rule.Required ? 1 : null },
    };

    private static OpenApiSchema Choice(IReadOnlyList<string> choices) =>
        new() { Type = JsonSchemaType.String, Enum = [.. choices.Select(choice => (JsonNode)choice)] };

    private static OpenApiSchema Input(bool isImage) => new()
    {
        Type = JsonSchemaType.String,
        Pattern = isImage ? "^(https?://|blob://|data:image/)" : "^(https?://|blob://)",
        Comment = isImage ? "An https URL, blob://container/name or a data URI of at most 10 MB." : "An https URL or blob://container/name.",
    };

    private static OpenApiSchema Video() => new()
    {
        AnyOf =
        [
            Input(isImage: false),
            new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                Required = new HashSet<string> { "url" },
                AdditionalPropertiesAllowed = false,
                Properties = new Dictionary<string, IOpenApiSchema>
                {
                    ["url"] = Input(isImage: false),
                    ["duration"] = new OpenApiSchema { Type = JsonSchemaType.Number, ExclusiveMinimum = "0", Maximum = Text(VideoFields.MaxVideoSeconds), Description = "Its seconds." },
                },
            },
        ],
    };

    private static OpenApiSchema ResolutionSchema() => new()
    {
        OneOf =
        [
            Member("task_id", new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1, MaxLength = 256, Description = "The reseller's task: it is ours." }),
            Member("action", Choice(["resubmit", "abandon"])),
        ],
    };

    private static OpenApiSchema Member(string name, OpenApiSchema schema) => new()
    {
        Type = JsonSchemaType.Object,
        Required = new HashSet<string> { name },
        Properties = new Dictionary<string, IOpenApiSchema> { [name] = schema },
        AdditionalPropertiesAllowed = false,
    };

    private static string? Text(decimal? number) => number?.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
