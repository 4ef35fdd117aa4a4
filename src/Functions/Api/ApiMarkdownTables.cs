using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace VideoPipeline.Functions.Api;

/// <summary>The tables at the end of docs/api.md: bodies, answers, codes.</summary>
internal static class ApiMarkdownTables
{
    public static void AddSchemas(StringBuilder page, OpenApiDocument document)
    {
        page.Append("\n## Bodies and answers\n");
        foreach (var (name, component) in document.Components!.Schemas!.OrderBy(each => each.Key, StringComparer.Ordinal))
        {
            if (component is not OpenApiSchema { Properties: { Count: > 0 } members } schema)
            {
                continue;
            }

            page.Append(CultureInfo.InvariantCulture, $"\n### {name}\n\n| Member | Value | Means |\n|---|---|---|\n");
            foreach (var (member, value) in members)
            {
                var always = schema.Required?.Contains(member) == true;
                page.Append(CultureInfo.InvariantCulture, $"| `{member}`{(always ? "" : " (optional)")} | {Value(value)} | {(value is OpenApiSchema own ? own.Description : "")} |\n");
            }
        }

        page.Append("\n### Resolution\n\nEither `task_id`, the reseller's task that is ours, or `action`: `resubmit` or `abandon`.\n");
    }

    public static void AddCodes(StringBuilder page, OpenApiDocument document)
    {
        page.Append("\n## Codes\n\n| Code | Status | For example |\n|---|---|---|\n");
        foreach (var problem in ApiProblems.All.Values)
        {
            page.Append(CultureInfo.InvariantCulture, $"| `{problem.Code}` | {problem.Status} | {problem.Detail} |\n");
        }

        page.Append("\n`errors[].code` says what is wrong with a field:\n\n| Code | Means |\n|---|---|\n");
        foreach (var (code, means) in ApiProblems.OfFields)
        {
            page.Append(CultureInfo.InvariantCulture, $"| `{code}` | {means} |\n");
        }

        page.Append("\n`error.code` of a job: ").Append(string.Join(", ", ((OpenApiSchema)((OpenApiSchema)document.Components!.Schemas!["JobError"]).Properties!["code"]).Examples!.Select(code => $"`{code}`")));
        page.Append(". There may be more.\n");
    }

    /// <summary>What a value may be, in a few words.</summary>
    public static string Value(IOpenApiSchema schema) => schema switch
    {
        OpenApiSchemaReference reference => reference.Reference.Id!,
        { Enum: { Count: > 0 } choices } => string.Join(", ", choices.Select(choice => $"`{choice}`")),
        { AnyOf: { Count: > 0 } any } => string.Join(" or ", any.Select(Value)),
        { AllOf: [var only] } => Value(only),
        { Type: JsonSchemaType.Array, Items: { } items } => $"list of {Value(items)}{Limit(schema.MaxItems, " at most ")}",
        { Type: JsonSchemaType.Object, AdditionalProperties: { } of } => $"pairs of {Value(of)}",
        { Type: JsonSchemaType.Object, Properties: { Count: > 0 } members } => $"object of {string.Join(", ", members.Keys.Select(name => $"`{name}`"))}",
        { Minimum: { } min, Maximum: { } max } => $"{min} to {max}",
        { Type: (JsonSchemaType.String | JsonSchemaType.Number) } => $"amount above 0, at most {schema.Maximum}",
        { Pattern: not null, Comment: { } comment } => comment,
        { Pattern: { } pattern, Type: JsonSchemaType.String } when pattern.StartsWith(@"^-?\d", StringComparison.Ordinal) => "decimal, as a string",
        { Pattern: { } pattern } when pattern.Contains(")(,(", StringComparison.Ordinal) => $"some of {string.Join(", ", pattern[2..pattern.IndexOf(')', StringComparison.Ordinal)].Split('|').Select(choice => $"`{choice}`"))}, separated by commas",
        { Format: "date-time" } => "time",
        { Format: { } format } => format,
        { Type: { } type } => $"{type.ToString().ToLowerInvariant()}{Limit(schema.MaxLength, " of at most ")}",
        _ => "anything",
    };

    private static string Limit(int? most, string words) => most is null ? "" : string.Create(CultureInfo.InvariantCulture, $",{words}{most}").Replace(", of", " of", StringComparison.Ordinal);
}
