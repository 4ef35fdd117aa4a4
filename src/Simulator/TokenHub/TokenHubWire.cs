namespace VideoPipeline.Simulator.TokenHub;

/// <summary>The task object, as both calls answer it.</summary>
internal sealed record TokenHubTask(
    string Id,
    string Object,
    string Model,
    string Status,
    long Created,
    IReadOnlyList<TokenHubOutput>? Data = null,
    TokenHubUsage? Usage = null,
    TokenHubError? Error = null);

internal sealed record TokenHubOutput(string? VideoUrl, string? CoverImageUrl);

/// <param name="VideoDuration">Seconds of output.</param>
internal sealed record TokenHubUsage(decimal VideoDuration);

internal sealed record TokenHubError(string Message, string Type, string Code, string? Param = null);

internal sealed record TokenHubErrorBody(TokenHubError Error);
