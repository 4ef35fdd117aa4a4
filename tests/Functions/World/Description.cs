using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing.Template;
using Microsoft.OpenApi;
using VideoPipeline.Functions.Api;

namespace VideoPipeline.Functions.Tests.World;

/// <summary>The API's description as a reader has it.</summary>
internal static class Description
{
    public static JsonNode Document { get; } = JsonNode.Parse(
        ApiDescription.Create().SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1).GetAwaiter().GetResult())!;

    public static SchemaCheck Check { get; } = new(Document);

    private static readonly List<(TemplateMatcher Matcher, string Template, JsonObject Operations)> s_paths =
        [.. Document["paths"]!.AsObject().Select(path => (new TemplateMatcher(TemplateParser.Parse(path.Key[1..]), []), path.Key, path.Value!.AsObject()))];

    public static IEnumerable<(string Method, string Path, JsonNode Operation)> Operations => s_paths.SelectMany(path => path.Operations
        .Select(operation => (operation.Key.ToUpperInvariant(), path.Template, operation.Value!)));

    /// <summary>What an answer has that the description has not; null when it is as described.</summary>
    public static string? FaultOf(HttpMethod method, Uri address, int status, string? mediaType, string body)
    {
        var path = new PathString(address.AbsolutePath);
        var described = s_paths.FirstOrDefault(each => each.Matcher.TryMatch(path, []));
        var operation = described.Operations?[(method == HttpMethod.Head ? HttpMethod.Get : method).Method.ToLowerInvariant()];
        if (mediaType == "application/problem+json" && (string?)JsonNode.Parse(body)!["code"] is "route_not_found" or "method_not_allowed")
        {
            return operation is null ? null : "a call that is described has no route";
        }

        if (operation is null && status == 405)
        {
            return null;
        }

        if (operation?["responses"]?[$"{status}"] is not { } response)
        {
            return $"status {status} is not described: {body}";
        }

        if (method == HttpMethod.Head || response["content"] is not JsonObject content)
        {
            return null;
        }

        if (mediaType is null || content[mediaType] is not { } media)
        {
            return $"the form {mediaType} is not described";
        }

        if (mediaType == "application/problem+json" && media["examples"]?[(string)JsonNode.Parse(body)!["code"]!] is null)
        {
            return $"the code {JsonNode.Parse(body)!["code"]} is not described";
        }

        var values = mediaType switch
        {
            "text/csv" => [],
            "application/x-ndjson" => body.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)),
            _ when mediaType.EndsWith("json", StringComparison.Ordinal) => [JsonNode.Parse(body)],
            _ => [],
        };
        return values.SelectMany(value => Check.Faults(media["schema"]!, value)).FirstOrDefault();
    }
}
