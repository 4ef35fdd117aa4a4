using System.Text.Json;
using System.Text.Json.Nodes;

namespace VideoPipeline.Cli.Api;

/// <summary>A refusal of the host (RFC 9457), whatever of it could be read.</summary>
internal sealed record Problem(int Status, string Code, string Title, string? Detail, IReadOnlyList<FieldFault> Errors, JsonElement Json)
{
    public static async Task<Problem> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var status = (int)response.StatusCode;
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        var wire = Parse(text);
        var title = wire?.Title ?? response.ReasonPhrase ?? $"HTTP {status}";
        var code = wire?.Code ?? $"http_{status}";
        return new Problem(
            status,
            code,
            title,
            wire?.Detail == title ? null : wire?.Detail,
            wire?.Errors ?? [],
            wire is null
                ? JsonElement.Parse(new JsonObject { ["title"] = title, ["status"] = status, ["code"] = code }.ToJsonString())
                : JsonElement.Parse(text));
    }

    private static ProblemWire? Parse(string text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, ApiJson.Default.ProblemWire);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

internal sealed record ProblemWire(
    string? Title = null, string? Detail = null, string? Code = null, IReadOnlyList<FieldFault>? Errors = null);

/// <summary>One wrong field; <c>Line</c> counts from 1 where the body was a list of items.</summary>
internal sealed record FieldFault(string? Field = null, string? Code = null, string? Message = null, int? Line = null);
