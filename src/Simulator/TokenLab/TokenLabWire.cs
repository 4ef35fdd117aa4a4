using System.Text.Json.Nodes;

namespace VideoPipeline.Simulator.TokenLab;

/// <summary>The answer to a create call.</summary>
/// <param name="PollUrl">Relative to the origin, not to the base URL.</param>
internal sealed record TokenLabCreated(string Id, string TaskId, string Status, string PollUrl, string Model);

/// <param name="Error">An object, or a plain string.</param>
internal sealed record TokenLabTask(
    string Id,
    string TaskId,
    string Status,
    string Model,
    int Progress,
    long CreatedAt,
    string? VideoUrl = null,
    TokenLabUsage? Usage = null,
    JsonNode? Error = null,
    bool? Cancelled = null,
    string? CancellationStatus = null);

/// <summary>Shown only where the bill is not what was ordered; the guides document no usage.</summary>
internal sealed record TokenLabUsage(long TotalTokens, long CompletionTokens);

internal sealed record TokenLabError(string Message, string Type, string Code, string? Param = null);

internal sealed record TokenLabErrorBody(TokenLabError Error);
