using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Azure.Functions.Worker;
using Microsoft.OpenApi;
using VideoPipeline.Functions.Batches;
using VideoPipeline.Functions.Http;

namespace VideoPipeline.Functions.Api;

/// <summary>The API as an OpenAPI document: routes as the triggers declare them, fields as the doors read them, answers as their types are written.</summary>
internal static partial class ApiDescription
{
    public const string FunctionKey = "function_key";
    public const string FunctionKeyHeader = "x-functions-key";
    public const string Operator = "operator_key";
    public const string DoorKey = "door_key";

    private const string Csv = "text/csv";

    private const string Text = """
        Durable generation of videos. Names are snake_case, times UTC, amounts and quantities strings of decimal digits; what is not known is left out.

        Every refusal is `application/problem+json` (RFC 9457) with a stable `code` and, where fields are to blame, one entry for each in `errors`.
        Query parameters are held to their names and values as bodies are. A path that is none of these is a 404 `route_not_found`, a wrong method a 405
        `method_not_allowed` with `Allow`. HEAD answers wherever GET does.

        **Service Bus.** A message in the queue `video-jobs` is a request too: content type `application/json`, subject `video` (a VideoRequest) or `batch`
        (a BatchRequest), the message id or the property `idempotency_key` as the key. What is refused goes to the dead-letter queue with the same codes
        (and `unsupported_content_type`, `unsupported_body`, `unknown_subject`). Events go out on the topic `video-events`, as below under webhooks.

        **Front doors.** `/v1`, `/api/v1` and `/v2` are the resellers' own APIs in front of the same jobs, each in its dialect.
        """;

    public static OpenApiDocument Create()
    {
        var document = new OpenApiDocument
        {
            Info = new OpenApiInfo { Title = "Video generation", Version = "1", Description = Text.ReplaceLineEndings("\n") },
            Servers = [new OpenApiServer { Url = "/" }],
            Paths = [],
            Components = new OpenApiComponents(),
            Tags = new HashSet<OpenApiTag>(((string[])[ApiCalls.Videos, ApiCalls.Batches, ApiCalls.Bill, ApiCalls.App, DoorDescription.Tag]).Select(name => new OpenApiTag { Name = name })),
        };
        AddKeys(document);
        ApiSchemas.Add(document);
        var types = new TypeSchemas(document);
        AddProblems(document, types);
        foreach (var route in RouteTable.Own)
        {
            foreach (var call in ApiCalls.All.Where(call => call.Function == route.Function))
            {
                Add(document, route, call.Method, Operation(document, types, route, call));
            }
        }

        DoorDescription.Add(document);
        ApiEvents.Add(document, types);
        document.SetReferenceHostDocument();
        return document;
    }

    /// <summary>A template as OpenAPI writes it: without constraints.</summary>
    public static string PathOf(ApiRoute route) => "/" + Constraint().Replace(route.Template, "}");

    internal static void Add(OpenApiDocument document, ApiRoute route, string method, OpenApiOperation operation)
    {
        if (!document.Paths.TryGetValue(PathOf(route), out var item))
        {
            document.Paths[PathOf(route)] = item = new OpenApiPathItem { Operations = [] };
        }

        item.Operations![new HttpMethod(method)] = operation;
    }

    internal static OpenApiSecurityRequirement Needs(OpenApiDocument document, params IEnumerable<string> keys)
    {
        var requirement = new OpenApiSecurityRequirement();
        foreach (var key in keys)
        {
            requirement[new OpenApiSecuritySchemeReference(key, document)] = [];
        }

        return requirement;
    }

    private static OpenApiOperation Operation(OpenApiDocument document, TypeSchemas types, ApiRoute route, ApiCall call)
    {
        var operation = new OpenApiOperation
        {
            OperationId = $"{char.ToLowerInvariant(call.Function[0])}{call.Function[1..]}",
            Summary = call.Summary,
            Description = call.More,
            Tags = new HashSet<OpenApiTagReference> { new(call.Tag, document) },
            Parameters = [.. PathParameters(route), .. QueryParameters.Of(route.Function).Select(parameter => Parameter(parameter, document))],
            Responses = [],
        };
        if (call.TakesKey)
        {
            operation.Parameters.Add(new OpenApiParameter
            {
                Name = "Idempotency-Key",
                In = ParameterLocation.Header,
                Schema = new OpenApiSchema { Type = JsonSchemaType.String, MaxLength = 256 },
                Description = "The same key starts nothing twice, also after the first has ended.",
            });
        }

        if (call.Body is { } body)
        {
            operation.RequestBody = new OpenApiRequestBody
            {
                Required = body.Required,
                Content = body.Forms.ToDictionary(form => form.MediaType, IOpenApiMediaType (form) => Form(form, document)),
            };
        }

        foreach (var answer in call.Answers)
        {
            operation.Responses[$"{answer.Status}"] = Answer(answer, types);
        }

        AddRefusals(operation, document, call);
        if (route.Authorization == AuthorizationLevel.Anonymous)
        {
            operation.Security = [];
        }
        else
        {
            operation.Security = [Needs(document, call.NeedsOperator ? [FunctionKey, Operator] : [FunctionKey])];
            operation.Responses["401"] = new OpenApiResponse { Description = "The host's own answer when its key is missing or wrong." };
        }

        return operation;
    }

    private static OpenApiMediaType Form(ApiForm form, OpenApiDocument document)
    {
        var isLines = form.MediaType != "application/json";
        var media = new OpenApiMediaType
        {
            Schema = isLines
                ? new OpenApiSchema { Type = JsonSchemaType.String, Comment = $"Each line or record: {form.Schema}." }
                : new OpenApiSchemaReference(form.Schema, document),
            Example = form.Example.DeepClone(),
        };
        if (form.Columns is { } columns)
        {
            media.Extensions = Columns(columns);
        }

        return media;
    }

    private static OpenApiResponse Answer(ApiAnswer answer, TypeSchemas types)
    {
        var response = new OpenApiResponse { Description = answer.Means };
        if (answer.Type is { } type)
        {
            response.Content = new Dictionary<string, IOpenApiMediaType>
            {
                [answer.MediaType] = new OpenApiMediaType { Schema = types.Of(type), Example = ApiCalls.Node(answer.Example!) },
            };
        }
        else if (answer.MediaType != "application/json")
        {
            response.Content = new Dictionary<string, IOpenApiMediaType> { [answer.MediaType] = new OpenApiMediaType() };
        }

        if (answer.Table is { } table)
        {
            response.Content![Csv] = new OpenApiMediaType
            {
                Schema = new OpenApiSchema { Type = JsonSchemaType.String },
                Example = JsonValue.Create(table.Example),
                Extensions = Columns(table.Columns),
            };
        }

        foreach (var header in answer.Headers ?? [])
        {
            (response.Headers ??= new Dictionary<string, IOpenApiHeader>())[header] = new OpenApiHeader { Schema = new OpenApiSchema { Type = JsonSchemaType.String } };
        }

        return response;
    }

    private static void AddRefusals(OpenApiOperation operation, OpenApiDocument document, ApiCall call)
    {
        foreach (var group in call.Codes.Distinct().Select(code => ApiProblems.All[code]).GroupBy(problem => problem.Status))
        {
            operation.Responses![$"{group.Key}"] = new OpenApiResponse
            {
                Description = string.Join(", ", group.Select(problem => problem.Code)),
                Content = new Dictionary<string, IOpenApiMediaType>
                {
                    [Answers.ProblemType] = new OpenApiMediaType
                    {
                        Schema = group.Any(problem => problem.Code == ApiSamples.InvalidItems.Code)
                            ? new OpenApiSchema { AnyOf = [new OpenApiSchemaReference("Problem", document), new OpenApiSchemaReference(nameof(LineProblem), document)] }
                            : new OpenApiSchemaReference("Problem", document),
                        Examples = group.ToDictionary(problem => problem.Code, IOpenApiExample (problem) => new OpenApiExample { Value = Example(problem) }),
                    },
                },
            };
        }
    }

    private static JsonNode Example(ApiProblem problem) => problem.Code == ApiSamples.InvalidItems.Code
        ? ApiCalls.Node(ApiSamples.InvalidItems)
        : ApiCalls.Node(Answers.BodyOf(problem.ToProblem()));

    private static void AddProblems(OpenApiDocument document, TypeSchemas types)
    {
        types.Of(typeof(ProblemBody));
        types.Of(typeof(LineProblem));
        Codes(document, "Problem", ApiProblems.All.Values.Select(problem => (problem.Code, problem.Detail)));
        Codes(document, nameof(Requests.FieldError), ApiProblems.OfFields.Select(pair => (pair.Key, pair.Value)));
        Codes(document, nameof(VideoPipeline.Batches.LineError), ApiProblems.OfFields.Select(pair => (pair.Key, pair.Value)));
        types.Of(typeof(Jobs.JobError));
        var jobError = (OpenApiSchema)((OpenApiSchema)document.Components!.Schemas![nameof(Jobs.JobError)]).Properties!["code"];
        jobError.Examples = [.. ApiProblems.OfJobs.Select(code => (JsonNode)code)];
        document.AddComponent("UnknownRoute", Refusal(document, "route_not_found"));
        document.AddComponent("WrongMethod", Refusal(document, "method_not_allowed"));
    }

    private static OpenApiResponse Refusal(OpenApiDocument document, string code) => new()
    {
        Description = code,
        Content = new Dictionary<string, IOpenApiMediaType>
        {
            [Answers.ProblemType] = new OpenApiMediaType { Schema = new OpenApiSchemaReference("Problem", document), Example = Example(ApiProblems.All[code]) },
        },
    };

    private static void Codes(OpenApiDocument document, string schema, IEnumerable<(string Code, string Means)> codes)
    {
        var code = (OpenApiSchema)((OpenApiSchema)document.Components!.Schemas![schema]).Properties!["code"];
        code.Enum = [.. codes.Select(each => (JsonNode)each.Code)];
        code.Extensions = new Dictionary<string, IOpenApiExtension>
        {
            ["x-means"] = new JsonNodeExtension(new JsonObject(codes.Select(each => KeyValuePair.Create(each.Code, (JsonNode?)each.Means)))),
        };
    }

    private static Dictionary<string, IOpenApiExtension> Columns(IReadOnlyList<string> columns) =>
        new() { ["x-columns"] = new JsonNodeExtension(new JsonArray([.. columns.Select(column => (JsonNode)column)])) };

    private static void AddKeys(OpenApiDocument document)
    {
        document.AddComponent(FunctionKey, (IOpenApiSecurityScheme)new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.ApiKey,
            In = ParameterLocation.Header,
            Name = FunctionKeyHeader,
            Description = "A key of the Functions app; also as the parameter code. None on loopback.",
        });
        document.AddComponent(Operator, (IOpenApiSecurityScheme)new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.ApiKey,
            In = ParameterLocation.Header,
            Name = OperatorKey.Header,
            Description = "The setting Operator__Key.",
        });
        document.AddComponent(DoorKey, (IOpenApiSecurityScheme)new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            Description = "One of FrontDoors__Keys; on loopback without keys any will do.",
        });
    }

    private static IEnumerable<IOpenApiParameter> PathParameters(ApiRoute route) => Parameter().Matches(route.Template).Select(match => new OpenApiParameter
    {
        Name = match.Groups[1].Value,
        In = ParameterLocation.Path,
        Required = true,
        Schema = new OpenApiSchema { Type = match.Groups[2].Value == ":int" ? JsonSchemaType.Integer : JsonSchemaType.String },
    });

    private static OpenApiParameter Parameter(QueryParameter parameter, OpenApiDocument document) => new()
    {
        Name = parameter.Name,
        In = ParameterLocation.Query,
        Description = parameter.Means,
        Schema = ApiSchemas.Of(parameter, document),
    };

    [GeneratedRegex(@"\{(\w+)(:\w+)?\}")]
    private static partial Regex Parameter();

    [GeneratedRegex(@":\w+\}")]
    private static partial Regex Constraint();
}
