using VideoPipeline.Jobs;
using VideoPipeline.Pricing;

namespace VideoPipeline.Functions.Videos;

/// <summary>The orchestration's custom status: what GET shows of a job that runs. Kept far below the 2 KB that a status may have.</summary>
public sealed record VideoStatus(
    JobStatus Status,
    int? Progress = null,
    string? Provider = null,
    string? ProviderTaskId = null,
    int Attempt = 0,
    string? Code = null,
    DateTimeOffset? SubmittedAt = null,
    Quote? Quote = null);
