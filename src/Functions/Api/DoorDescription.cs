using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using VideoPipeline.Functions.FrontDoors;
using VideoPipeline.Functions.FrontDoors.Gogogotoken;
using VideoPipeline.Functions.FrontDoors.SeedanceApi;
using VideoPipeline.Functions.FrontDoors.TokenHub;
using VideoPipeline.Functions.FrontDoors.TokenLab;
using VideoPipeline.Functions.Http;
using VideoPipeline.Jobs;

namespace VideoPipeline.Functions.Api;

/// <summary>
/// The front doors in the API's description. What they take is what they ask of a body: each reads examples of its requests, and what it
/// asks for is written down. What they answer is what they make of a task.
/// </summary>
internal static class DoorDescription
{
    public const string Tag = "Front doors";

    private const string Json = "application/json";

    // Together they have every field of the dialect that depends on another.
    private static readonly (IFrontDoor Door, string Submit, string Ask, string[] Bodies)[] s_doors =
    [
        (new GogogotokenDoor(), "GogogotokenDoorSubmit", "GogogotokenDoorTask",
        [
            """{"model": "doubao-seedance-2-0", "prompt": "A kite", "seconds": "5", "size": "1280x720"}""",
            """{"model": "doubao-seedance-2-0", "prompt": "A kite", "metadata": {"content": [{"type": "image_url", "image_url": {"url": "https://example.com/kite.png"}, "role": "reference_image"}, {"type": "video_url", "video_url": {"url": "https://example.com/kite.mp4"}}]}}""",
        ]),
        (new SeedanceApiDoor(), "SeedanceApiDoorSubmit", "SeedanceApiDoorTask", ["""{"prompt": "A kite", "duration": 5, "resolution": "720p"}""", """{"prompt": "A kite", "model": "seedance-2-mini"}"""]),
        (new TokenHubDoor(), "TokenHubDoorSubmit", "TokenHubDoorTask",
        [
            """{"model": "doubao-seedance-2.0", "prompt": "A kite", "duration": 5, "resolution": "720p"}""",
            """{"model": "doubao-seedance-2.0", "prompt": "A kite", "content": [{"type": "image_url", "image_url": {"url": "https://example.com/kite.png"}}, {"type": "video_url", "video_url": {"url": "https://example.com/kite.mp4"}}, {"type": "audio_url", "audio_url": {"url": "https://example.com/kite.mp3"}}]}""",
        ]),
        (new TokenLabDoor(), "TokenLabDoorSubmit", "TokenLabDoorTask", ["""{"model": "seedance-2.0", "operation": "text-to-video", "prompt": "A kite", "duration": 5, "resolution": "720p"}"""]),
    ];

    public static void Add(OpenApiDocument document)
    {
        foreach (var (door, submit, ask, bodies) in s_doors)
        {
            var task = new DoorTask(door.Ids.Of(ApiSamples.JobId), ApiSamples.Request, ApiSamples.NewJob.CreatedAt, DoorState.Queued, 0, DoorPrices.Of(door.Name, ApiSamples.Request, job: null));
            var name = char.ToUpperInvariant(door.Name[0]) + door.Name[1..];
            document.AddComponent($"{name}Request", Request(door, bodies));
            Describe(document, submit, "POST", new OpenApiOperation
            {
                Summary = $"Start a task in {door.Name}'s dialect",
                Parameters = [new OpenApiParameter { Name = "Idempotency-Key", In = ParameterLocation.Header, Schema = new OpenApiSchema { Type = JsonSchemaType.String, MaxLength = 256 } }],
                RequestBody = new OpenApiRequestBody
                {
                    Required = true,
                    Content = new Dictionary<string, IOpenApiMediaType>
                    {
                        [Json] = new OpenApiMediaType { Schema = new OpenApiSchemaReference($"{name}Request", document), Example = JsonNode.Parse(bodies[0]) },
                    },
                },
                Responses = Responses(
                    door, [door.Created(task)],
                    [DoorRefusalKind.InvalidField, DoorRefusalKind.TooMany, DoorRefusalKind.InvalidBody, DoorRefusalKind.InsufficientBalance, DoorRefusalKind.KeyConflict, DoorRefusalKind.BodyTooLarge]),
            });
            var asked = Responses(door, [.. States(door, task)], [DoorRefusalKind.TaskNotFound]);
            Describe(document, ask, "GET", new OpenApiOperation { Summary = $"A task in {door.Name}'s dialect", Parameters = Id(ask), Responses = asked });
            if (door is TokenLabDoor)
            {
                Describe(document, ask, "DELETE", new OpenApiOperation
                {
                    Summary = $"Cancel a task in {door.Name}'s dialect",
                    Parameters = Id(ask),
                    Responses = Responses(door, [door.Status(task with { CancelRequested = true })], [DoorRefusalKind.TaskNotFound, DoorRefusalKind.NotCancellable]),
                });
            }
        }
    }

    private static void Describe(OpenApiDocument document, string function, string method, OpenApiOperation operation)
    {
        operation.OperationId = $"{char.ToLowerInvariant(function[0])}{function[1..]}{(method == "DELETE" ? "Cancel" : "")}";
        operation.Tags = new HashSet<OpenApiTagReference> { new(Tag, document) };
        operation.Security = [ApiDescription.Needs(document, ApiDescription.DoorKey)];
        ApiDescription.Add(document, RouteTable.All.Single(route => route.Function == function), method, operation);
    }

    // seedanceapi's id stands in the query.
    private static List<IOpenApiParameter> Id(string function)
    {
        var isPath = RouteTable.All.Single(route => route.Function == function).Template.Contains("{id}", StringComparison.Ordinal);
        return
        [
            new OpenApiParameter
            {
                Name = isPath ? "id" : "task_id",
                In = isPath ? ParameterLocation.Path : ParameterLocation.Query,
                Required = true,
                Schema = new OpenApiSchema { Type = JsonSchemaType.String },
            },
        ];
    }

    private static IEnumerable<JsonObject> States(IFrontDoor door, DoorTask task)
    {
        yield return door.Status(task with { State = DoorState.Running, Progress = 40 });
        yield return door.Status(task with { State = DoorState.Succeeded, Progress = 100, VideoUrl = "https://account.blob.core.windows.net/videos/…/video.mp4?sv=…" });
        yield return door.Status(task with { State = DoorState.Failed, Price = 0, Error = new JobError("generation_failed", "tokenhub failed the task.") });
    }

    private static OpenApiResponses Responses(IFrontDoor door, IReadOnlyList<JsonObject> good, IReadOnlyList<DoorRefusalKind> refusals)
    {
        var responses = new OpenApiResponses
        {
            ["200"] = Response("The task.", good.Select((body, at) => ($"{at + 1}", (JsonNode)body))),
        };
        var kinds = refusals.Concat([DoorRefusalKind.InvalidKey, DoorRefusalKind.WrongMethod, DoorRefusalKind.ServerError]).Select(kind => new DoorRefusal(kind, Sentence(kind), kind == DoorRefusalKind.InvalidField ? "duration" : null));
        foreach (var group in kinds.GroupBy(refusal => refusal.Status))
        {
            responses[group.Key.ToString(CultureInfo.InvariantCulture)] =
                Response(string.Join(", ", group.Select(refusal => refusal.Kind)), group.Select(refusal => (refusal.Kind.ToString(), (JsonNode)door.Error(refusal))));
        }

        return responses;
    }

    private static OpenApiResponse Response(string means, IEnumerable<(string Name, JsonNode Body)> examples) => new()
    {
        Description = means,
        Content = new Dictionary<string, IOpenApiMediaType>
        {
            [Json] = new OpenApiMediaType
            {
                Schema = new OpenApiSchema { Type = JsonSchemaType.Object },
                Examples = examples.ToDictionary(example => example.Name, IOpenApiExample (example) => new OpenApiExample { Value = example.Body }),
            },
        },
    };

    private static string Sentence(DoorRefusalKind kind) => kind switch
    {
        DoorRefusalKind.InvalidField => "must be a number from 4 to 15",
        DoorRefusalKind.TaskNotFound => "There is no such task.",
        DoorRefusalKind.InsufficientBalance => "Insufficient balance",
        DoorRefusalKind.NotCancellable => "The task has ended; there is nothing to cancel.",
        DoorRefusalKind.InvalidBody => "The body is not valid JSON.",
        _ => "The call is refused.",
    };

    private static OpenApiSchema Request(IFrontDoor door, string[] bodies)
    {
        var asked = new DoorFields();
        foreach (var body in bodies)
        {
            using var json = JsonDocument.Parse(body);
            var read = new DoorBody(json.RootElement, asked: asked);
            door.Read(read);
            if (read.Problem is { } problem)
            {
                throw new InvalidOperationException($"The door of {door.Name} refuses an example of its own: {problem.Field} {problem.Message}.");
            }
        }

        return Object(asked);
    }

    private static OpenApiSchema Object(DoorFields fields) => new()
    {
        Type = JsonSchemaType.Object,
        Properties = fields.All.ToDictionary(field => field.Name, IOpenApiSchema (field) => Field(field)),
        Required = fields.All.Where(field => field.IsRequired).Select(field => field.Name).ToHashSet() is { Count: > 0 } required ? required : null,
        AdditionalPropertiesAllowed = false,
    };

    private static OpenApiSchema Field(DoorField field) => field.Kind switch
    {
        DoorFieldKind.Url => new OpenApiSchema { Type = JsonSchemaType.String, Format = "uri", MaxLength = 4096 },
        DoorFieldKind.Flag => new OpenApiSchema { Type = JsonSchemaType.Boolean },
        DoorFieldKind.Number => new OpenApiSchema { Type = JsonSchemaType.Number, Minimum = Text(field.Min), Maximum = Text(field.Max) },
        DoorFieldKind.Whole => new OpenApiSchema { Type = JsonSchemaType.Integer, Minimum = Text(field.Min), Maximum = Text(field.Max) },
        DoorFieldKind.Numbers => List(new OpenApiSchema { Type = JsonSchemaType.Number, ExclusiveMinimum = Text(field.Min), Maximum = Text(field.Max) }),
        DoorFieldKind.Urls => List(new OpenApiSchema { Type = JsonSchemaType.String, Format = "uri", MaxLength = 4096 }),
        DoorFieldKind.Object => Object(field.Part!),
        DoorFieldKind.Objects => List(Object(field.Part!)),
        _ => new OpenApiSchema { Type = JsonSchemaType.String, Enum = field.Choices.Count == 0 ? null : [.. field.Choices.Select(choice => (JsonNode)choice)] },
    };

    private static OpenApiSchema List(OpenApiSchema items) => new() { Type = JsonSchemaType.Array, Items = items };

    private static string? Text(decimal? number) => number?.ToString(CultureInfo.InvariantCulture);
}
