using VideoPipeline.Pricing;

namespace VideoPipeline.Submissions;

/// <summary>What an orchestration learns of a submit: the record's state, or when to call again.</summary>
/// <param name="CallAgainAt">Set while the state is <c>prepared</c> or <c>sending</c>: call the activity again then.</param>
/// <param name="Code">Why, when rejected or ambiguous.</param>
/// <param name="Refusals">How often the provider has said "not now" (429) or could not be reached.</param>
public sealed record SubmissionResult(
    SubmissionState State,
    string Provider,
    string? TaskId = null,
    string? PollUrl = null,
    DateTimeOffset? SubmittedAt = null,
    DateTimeOffset? CallAgainAt = null,
    int Refusals = 0,
    string? Code = null,
    string? Message = null,
    string? ProviderCode = null,
    string? ProviderMessage = null,
    ReportedUsage? Usage = null)
{
    public static SubmissionResult From(SubmissionRecord record, DateTimeOffset? callAgainAt = null) => new(
        record.State,
        record.Provider,
        record.TaskId,
        record.PollUrl,
        record.SubmittedAt,
        callAgainAt,
        record.Refusals,
        record.Failure?.Code,
        record.Failure?.Message,
        record.Failure?.ProviderCode,
        record.Failure?.ProviderMessage,
        record.Usage);
}
