using System.Text.Json.Nodes;

namespace VideoPipeline.Functions.Api;

/// <summary>What the API's description says of a call beyond what its route and its types say.</summary>
/// <param name="Function">The route's function.</param>
/// <param name="Codes">The problems that it answers, by <see cref="ApiProblems"/>.</param>
internal sealed record ApiCall(
    string Function,
    string Method,
    string Tag,
    string Summary,
    IReadOnlyList<ApiAnswer> Answers,
    IReadOnlyList<string> Codes,
    ApiBody? Body = null,
    string? More = null,
    bool TakesKey = false,
    bool NeedsOperator = false);

/// <summary>A good answer.</summary>
/// <param name="Type">Null when there is no body of ours.</param>
internal sealed record ApiAnswer(int Status, string Means, Type? Type = null, object? Example = null, ApiTable? Table = null, IReadOnlyList<string>? Headers = null)
{
    /// <summary>The form of the body; records of lines have one of their own.</summary>
    public string MediaType { get; init; } = "application/json";
}

/// <summary>The same answer as CSV.</summary>
internal sealed record ApiTable(IReadOnlyList<string> Columns, string Example);

/// <summary>What a call takes.</summary>
internal sealed record ApiBody(IReadOnlyList<ApiForm> Forms, bool Required = true);

/// <summary>A form of a body.</summary>
/// <param name="Schema">The name of the component.</param>
/// <param name="Columns">Of a table.</param>
internal sealed record ApiForm(string MediaType, string Schema, JsonNode Example, IReadOnlyList<string>? Columns = null);
