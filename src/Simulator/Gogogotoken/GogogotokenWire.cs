namespace VideoPipeline.Simulator.Gogogotoken;

/// <summary>The task object: the fields of both guides together.</summary>
internal sealed record GogogotokenTask(
    string Id,
    string TaskId,
    string Object,
    string Model,
    string Status,
    int Progress,
    GogogotokenOutput? Output = null,
    GogogotokenUsage? Usage = null,
    GogogotokenError? Error = null);

/// <summary>The same task as its OpenAI-compatible twin shows it.</summary>
internal sealed record OpenAiVideo(
    string Id,
    string Object,
    long CreatedAt,
    long? CompletedAt,
    string Model,
    string Status,
    int Progress,
    string Seconds,
    string Size,
    GogogotokenOutput? Output = null,
    GogogotokenUsage? Usage = null,
    GogogotokenError? Error = null);

internal sealed record GogogotokenOutput(string? VideoUrl);

internal sealed record GogogotokenUsage(long TotalTokens, long CompletionTokens);

internal sealed record GogogotokenError(string Message, string Code);

internal sealed record GogogotokenErrorBody(GogogotokenError Error);
