using VideoPipeline.Pricing;
using VideoPipeline.Resellers;

namespace VideoPipeline.Submissions;

/// <summary>Where a submit stands, as far as storage knows.</summary>
public enum SubmissionState
{
    /// <summary>Nothing has been sent.</summary>
    Prepared,

    /// <summary>Somebody is sending, or died while sending.</summary>
    Sending,

    /// <summary>The provider has the task.</summary>
    Accepted,

    /// <summary>The provider refused the task.</summary>
    Rejected,

    /// <summary>It may or may not have been taken; evidence or an operator decides, never a guess.</summary>
    Ambiguous,
}

/// <summary>The answer to "was it sent?" of one attempt: <c>submissions/{job}/{attempt}.json</c>, guarded by its ETag.</summary>
/// <param name="Nonce">Who is sending; a new one for each execution of the activity.</param>
/// <param name="SendBefore">After this instant the holder of the nonce does not send any more.</param>
/// <param name="RetryAt">Not before this instant may it be sent again (429, or not sent).</param>
/// <param name="OtherTaskIds">Further tasks that the provider named for this attempt; kept, because each may be billed.</param>
public sealed record SubmissionRecord(
    string Job,
    int Attempt,
    string Provider,
    SubmissionState State,
    DateTimeOffset PreparedAt,
    Quote? Quote = null,
    string? Nonce = null,
    DateTimeOffset? SendBefore = null,
    DateTimeOffset? SendingAt = null,
    DateTimeOffset? RetryAt = null,
    int Refusals = 0,
    string? TaskId = null,
    string? PollUrl = null,
    DateTimeOffset? AcceptedAt = null,
    ReportedUsage? Usage = null,
    IReadOnlyList<string>? OtherTaskIds = null,
    ProviderFailure? Failure = null,
    string? AdoptedFrom = null)
{
    public int Schema { get; init; } = 1;

    /// <summary>When the money went out, as far as anybody knows: the ledger is kept by this date.</summary>
    public DateTimeOffset SubmittedAt => SendingAt ?? PreparedAt;
}
