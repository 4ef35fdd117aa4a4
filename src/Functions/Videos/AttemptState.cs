using VideoPipeline.Pricing;
using VideoPipeline.Submissions;

namespace VideoPipeline.Functions.Videos;

/// <summary>What of an attempt survives a continue-as-new, or goes over to a follow-up.</summary>
/// <param name="PreparedAt">The day of this instant holds the budget's reservation.</param>
/// <param name="Submission">Null until the submit has an outcome.</param>
/// <param name="EvidenceUntil">While ambiguous: how long evidence is waited for.</param>
/// <param name="CancelAnswered">The provider has been asked to cancel, and what came of it is known.</param>
/// <param name="Followed">A follow-up runs it: nothing parks it any more but the end of its seven days.</param>
/// <param name="Answered">An operator's resubmit or abandon has been acted on; only evidence counts from now on.</param>
/// <param name="Superseded">The operator chose to resubmit: a later attempt runs.</param>
/// <param name="BusySince">Since when the provider has been saying "not now" to the submit.</param>
/// <param name="Usage">What the provider has reported of the bill so far.</param>
/// <param name="Linkless">Looks in a row that said the task has ended and gave no link.</param>
/// <param name="Links">Of the answer that first showed the video.</param>
/// <param name="StoreTries">How often the finished video could not be stored.</param>
public sealed record AttemptState(
    string JobId,
    int Attempt,
    VideoCandidate Candidate,
    DateTimeOffset? PreparedAt = null,
    SubmissionResult? Submission = null,
    DateTimeOffset? EvidenceUntil = null,
    int Looks = 0,
    DateTimeOffset? LastLook = null,
    int? Progress = null,
    bool CancelAnswered = false,
    bool Followed = false,
    bool Answered = false,
    bool Superseded = false,
    bool VideoReady = false,
    int StoreTries = 0,
    string? StoreCode = null,
    DateTimeOffset? BusySince = null,
    ReportedUsage? Usage = null,
    int Linkless = 0,
    VideoLinks? Links = null);
