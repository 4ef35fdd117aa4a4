using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using VideoPipeline.Functions.Batches;
using VideoPipeline.Functions.Events;

namespace VideoPipeline.Functions.Api;

/// <summary>The events that go out, as the description's webhooks.</summary>
internal static class ApiEvents
{
    public static void Add(OpenApiDocument document, TypeSchemas types)
    {
        document.Webhooks = new Dictionary<string, IOpenApiPathItem>();
        Describe("video", "What became of a job.", types.Of(typeof(VideoEvent)), ApiSamples.Event, VideoEventTypes.All);
        Describe("batch", "A batch, or a retry of one, has ended.", types.Of(typeof(BatchEvent)), ApiSamples.BatchEvent, [BatchEvent.Completed]);

        void Describe(string name, string means, IOpenApiSchema schema, object example, IReadOnlyList<string> kinds)
        {
            var body = (OpenApiSchema)document.Components!.Schemas![schema is OpenApiSchemaReference { Reference.Id: { } id } ? id : ""];
            ((OpenApiSchema)body.Properties!["type"]).Enum = [.. kinds.Select(kind => (JsonNode)kind)];
            document.Webhooks![name] = new OpenApiPathItem
            {
                Operations = new Dictionary<HttpMethod, OpenApiOperation>
                {
                    [HttpMethod.Post] = new()
                    {
                        OperationId = $"{name}Event",
                        Summary = means,
                        Description = "A CloudEvents 1.0 event, posted to webhook_url and sent to the topic video-events: at least once, with the same id. Signed per Standard Webhooks; posted again for a day and a half until it is taken.",
                        Parameters = [.. ((string[])["webhook-id", "webhook-timestamp", "webhook-signature"]).Select(header => new OpenApiParameter
                        {
                            Name = header, In = ParameterLocation.Header, Schema = new OpenApiSchema { Type = JsonSchemaType.String },
                        })],
                        RequestBody = new OpenApiRequestBody
                        {
                            Required = true,
                            Content = new Dictionary<string, IOpenApiMediaType>
                            {
                                [VideoEvent.ContentType] = new OpenApiMediaType { Schema = schema, Example = ApiCalls.Node(example) },
                            },
                        },
                        Responses = new OpenApiResponses { ["2XX"] = new OpenApiResponse { Description = "It was taken." } },
                    },
                },
            };
        }
    }
}
