using System.Text.Json;
using System.Text.Json.Nodes;

namespace VideoPipeline.Cli.Api;

/// <summary>A refusal of the host (RFC 9457), whatever of it could be read.</summary>
internal sealed record Problem(int Status, string Code, string Title, IReadOnlyList<FieldFault> Errors, JsonElement Json)
{
    public static async Task<Problem> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var status = (int)response.StatusCode;
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        var wire = Parse(text);
        // The detail says what is wrong with this request; the title only what kind of answer it is.
        var title = wire?.Detail ?? wire?.Title ?? response.ReasonPhrase ?? $"HTTP {status}";
        var code = wire?.Code ?? $"http_{status}";
        return wire is null
            ? Of(status, code, title)
            : new Problem(status, code, title, wire.Errors ?? [], JsonElement.Parse(text));
    }

    /// <summary>A refusal in another format than the host's.</summary>
    public static Problem Of(int status, string code, string title) => new(
        status, code, title, [], JsonElement.Parse(new JsonObject { ["title"] = title, ["status"] = status, ["code"] = code }.ToJsonString()));

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
