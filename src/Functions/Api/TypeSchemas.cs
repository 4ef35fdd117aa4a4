using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.OpenApi;
using VideoPipeline.Functions.Batches;
using VideoPipeline.Jobs;

namespace VideoPipeline.Functions.Api;

/// <summary>Schemas of what the routes answer, from the types themselves and from how they are written.</summary>
internal sealed class TypeSchemas(OpenApiDocument document)
{
    private static readonly JsonSerializerOptions s_json = new(Json.Options) { TypeInfoResolver = new DefaultJsonTypeInfoResolver() };

    /// <summary>What is called otherwise than its type.</summary>
    private static readonly Dictionary<Type, string> s_names = new()
    {
        [typeof(JobDocument)] = "Job",
        [typeof(BatchDocument)] = "Batch",
        [typeof(ItemDocument)] = "BatchItem",
        [typeof(Http.ProblemBody)] = "Problem",
        [typeof(Requests.VideoRequest)] = "NormalisedRequest",
    };

    public IOpenApiSchema Of(Type declared)
    {
        var type = Nullable.GetUnderlyingType(declared) ?? declared;
        if (Plain(type) is { } plain)
        {
            return plain;
        }

        if (type.IsEnum)
        {
            return new OpenApiSchema
            {
                Type = JsonSchemaType.String,
                Enum = [.. Enum.GetNames(type).Select(name => (JsonNode)JsonNamingPolicy.SnakeCaseLower.ConvertName(name))],
            };
        }

        var info = s_json.GetTypeInfo(type);
        return info.Kind switch
        {
            JsonTypeInfoKind.Dictionary => new OpenApiSchema { Type = JsonSchemaType.Object, AdditionalProperties = Of(type.GetGenericArguments()[1]) },
            JsonTypeInfoKind.Enumerable => new OpenApiSchema { Type = JsonSchemaType.Array, Items = Of(info.ElementType!) },
            JsonTypeInfoKind.Object => Reference(type, info),
            _ => new OpenApiSchema(),
        };
    }

    private OpenApiSchemaReference Reference(Type type, JsonTypeInfo info)
    {
        var name = s_names.GetValueOrDefault(type, type.Name);
        if (document.Components?.Schemas?.ContainsKey(name) != true)
        {
            var schema = new OpenApiSchema { Type = JsonSchemaType.Object, Properties = new Dictionary<string, IOpenApiSchema>() };

            // Before its members, as one of them may be of its own type.
            document.AddComponent(name, schema);
            Fill(schema, info);
        }

        return new OpenApiSchemaReference(name, document);
    }

    private void Fill(OpenApiSchema schema, JsonTypeInfo info)
    {
        if (info.Type == typeof(TakenBatch))
        {
            // A batch, and what is said beside it.
            Fill(schema, s_json.GetTypeInfo(typeof(BatchDocument)));
        }

        foreach (var property in info.Properties.Where(property => property.Get is not null))
        {
            var member = Of(property.PropertyType);
            schema.Properties![property.Name] = member is OpenApiSchema own && ApiMembers.Means(info.Type, property.Name) is { } means ? Described(own, means) : member;
            if (IsAlwaysThere(property))
            {
                (schema.Required ??= new HashSet<string>()).Add(property.Name);
            }
        }
    }

    // Null is left out, and so is a default where a member says so.
    private static bool IsAlwaysThere(JsonPropertyInfo property) =>
        !property.IsGetNullable
        && property.AttributeProvider?.GetCustomAttributes(typeof(JsonIgnoreAttribute), inherit: false) is not [JsonIgnoreAttribute { Condition: JsonIgnoreCondition.WhenWritingDefault }];

    private static OpenApiSchema Described(OpenApiSchema schema, string means)
    {
        schema.Description = means;
        return schema;
    }

    private static OpenApiSchema? Plain(Type type) =>
        type == typeof(string) ? new OpenApiSchema { Type = JsonSchemaType.String }
        : type == typeof(bool) ? new OpenApiSchema { Type = JsonSchemaType.Boolean }
        : type == typeof(int) || type == typeof(long) ? new OpenApiSchema { Type = JsonSchemaType.Integer }
        : type == typeof(decimal) ? new OpenApiSchema { Type = JsonSchemaType.String, Pattern = @"^-?\d+(\.\d+)?$" }
        : type == typeof(DateTimeOffset) ? new OpenApiSchema { Type = JsonSchemaType.String, Format = "date-time" }
        : type == typeof(DateOnly) ? new OpenApiSchema { Type = JsonSchemaType.String, Format = "date" }
        : type == typeof(JsonElement) || type == typeof(JsonNode) ? new OpenApiSchema()
        : null;
}
