using System.Text;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace VideoPipeline.Functions.Api;

/// <summary>Writes the API's description as docs/api.md, with a call by curl for each operation.</summary>
internal static class ApiMarkdown
{
    public static string Write(OpenApiDocument document)
    {
        var page = new StringBuilder();
        page.Append("# The API\n\nMade from `GET /api/openapi.json`; a test holds this page to it and runs every call on it. With `UPDATE_DOCS=1` the same test writes it.\n\n");
        page.Append(document.Info!.Description).Append('\n');
        page.Append("""

            The calls below are written for this shell; `up` says where it answers, and its operator key is `local`:

            ```sh
            API=http://127.0.0.1:7071 KEY= OPERATOR_KEY=local DOOR_KEY=any VIDEO=vid_… BATCH=bat_… TASK=task_…
            ```

            """.ReplaceLineEndings("\n"));
        foreach (var tag in document.Tags!)
        {
            page.Append(System.Globalization.CultureInfo.InvariantCulture, $"\n## {tag.Name}\n");
            foreach (var (path, item) in document.Paths)
            {
                foreach (var (method, operation) in item.Operations!.Where(each => each.Value.Tags!.Single().Name == tag.Name))
                {
                    AddOperation(page, path, method.Method, operation);
                }
            }
        }

        AddEvents(page, document);
        ApiMarkdownTables.AddSchemas(page, document);
        ApiMarkdownTables.AddCodes(page, document);
        return page.ToString();
    }

    private static void AddOperation(StringBuilder page, string path, string method, OpenApiOperation operation)
    {
        page.Append($"\n### {method} {path}\n\n{operation.Summary}.");
        page.Append(operation.Description is { } more ? $" {more}\n" : "\n");
        if (operation.Parameters is { Count: > 0 } parameters && parameters.Any(parameter => parameter.In != ParameterLocation.Path))
        {
            page.Append("\n| Parameter | Value | Means |\n|---|---|---|\n");
            foreach (var parameter in parameters.Where(parameter => parameter.In != ParameterLocation.Path))
            {
                page.Append($"| `{parameter.Name}`{(parameter.In == ParameterLocation.Header ? " (header)" : "")} | {ApiMarkdownTables.Value(parameter.Schema!)} | {parameter.Description} |\n");
            }
        }

        page.Append($"\n```sh\n{Curl(path, method, operation)}\n```\n\n| Status | Means |\n|---|---|\n");
        foreach (var (status, response) in operation.Responses!.OrderBy(each => each.Key, StringComparer.Ordinal))
        {
            page.Append($"| {status} | {Means(response)} |\n");
        }
    }

    private static string Means(IOpenApiResponse response)
    {
        var codes = response.Content?.Values.SelectMany(media => media.Examples ?? new Dictionary<string, IOpenApiExample>())
            .Where(example => example.Value.Value?["code"] is not null).Select(example => $"`{example.Key}`").ToList() ?? [];
        var columns = response.Content?.FirstOrDefault(each => each.Key == "text/csv").Value?.Extensions?["x-columns"] is JsonNodeExtension { Node: JsonArray names }
            ? $" Columns of the CSV: {string.Join(", ", names.Select(name => $"`{name}`"))}."
            : "";
        var schema = response.Content?.Values.Select(media => media.Schema).OfType<OpenApiSchemaReference>().FirstOrDefault()?.Reference.Id;
        return codes.Count > 0 ? string.Join(", ", codes) : $"{response.Description}{(schema is null ? "" : $" Body: {schema}.")}{columns}";
    }

    /// <summary>The call with the first example of its body.</summary>
    private static string Curl(string path, string method, OpenApiOperation operation)
    {
        var door = operation.Security is [{ } needed] && needed.Keys.Any(key => key.Reference.Id == ApiDescription.DoorKey);
        var address = path.Replace("{id}", door ? "$TASK" : path.StartsWith("/api/batches", StringComparison.Ordinal) ? "$BATCH" : "$VIDEO", StringComparison.Ordinal)
            .Replace("{provider}", "seedanceapi", StringComparison.Ordinal).Replace("{jobId}", "$VIDEO", StringComparison.Ordinal).Replace("{attempt}", "1", StringComparison.Ordinal);
        var query = operation.Parameters?.Any(parameter => parameter is { In: ParameterLocation.Query, Required: true }) == true ? "?task_id=$TASK" : path.Contains("callbacks", StringComparison.Ordinal) ? "?sig=00" : "";
        var line = new StringBuilder($"curl \"$API{address}{query}\"");
        line.Append(method is "GET" || (method is "POST" && operation.RequestBody is not null) ? "" : $" -X {method}");
        foreach (var key in operation.Security?.SelectMany(each => each.Keys).Select(each => each.Reference.Id) ?? [])
        {
            line.Append(key switch
            {
                ApiDescription.FunctionKey => " -H \"x-functions-key: $KEY\"",
                ApiDescription.Operator => " -H \"x-operator-key: $OPERATOR_KEY\"",
                _ => " -H \"Authorization: Bearer $DOOR_KEY\"",
            });
        }

        if (operation.RequestBody?.Content is { } content)
        {
            var (type, media) = content.First();
            line.Append($" -H \"Content-Type: {type}\" \\\n  -d '{media.Example!.ToJsonString(s_readable)}'");
        }

        return line.ToString();
    }

    private static readonly System.Text.Json.JsonSerializerOptions s_readable = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static void AddEvents(StringBuilder page, OpenApiDocument document)
    {
        page.Append("\n## Events\n\n");
        foreach (var (name, item) in document.Webhooks!)
        {
            var operation = item.Operations!.Values.Single();
            var schema = (OpenApiSchema)document.Components!.Schemas![$"{char.ToUpperInvariant(name[0])}{name[1..]}Event"];
            page.Append($"- **{name}**: {operation.Summary} Types: {string.Join(", ", ((OpenApiSchema)schema.Properties!["type"]).Enum!.Select(type => $"`{type}`"))}.\n");
        }

        page.Append($"\n{document.Webhooks.Values.First().Operations!.Values.Single().Description} Headers: ")
            .Append(string.Join(", ", document.Webhooks.Values.First().Operations!.Values.Single().Parameters!.Select(header => $"`{header.Name}`"))).Append(".\n");
    }
}
