using System.Globalization;
using System.Text.Json.Serialization;
using VideoPipeline.Jobs;
using VideoPipeline.Pricing;
using VideoPipeline.Resellers;

namespace VideoPipeline.Functions.Videos;

/// <summary>A job and one of its attempts, as activities take it.</summary>
public sealed record AttemptRef(string JobId, int Attempt, string Provider)
{
    /// <summary>The listing stays as it is: the job is parked and followed, or listed in this state already.</summary>
    public bool Unlisted { get; init; }
}

/// <summary>Input of <see cref="SubmitVideo"/>.</summary>
/// <param name="InputLife">How long links to inputs have to work.</param>
public sealed record SubmitVideoInput(AttemptRef Attempt, TimeSpan InputLife);

/// <summary>Input of <see cref="PrepareSubmission"/>.</summary>
/// <param name="At">Now, as the orchestration has it: the day whose budget pays, also when the activity runs again after midnight.</param>
public sealed record PrepareSubmissionInput(AttemptRef Attempt, Quote? Quote, DateTimeOffset At);

/// <summary>Input of the activities that ask a provider about a task.</summary>
/// <param name="SkipControl">Storage need not be asked whether a cancel is wanted: no event has said so.</param>
/// <param name="Seen">The links of the answer that first showed the video: a later answer may have none.</param>
/// <param name="Again">They have been tried: fresh ones come first.</param>
public sealed record TaskRef(
    AttemptRef Attempt, string TaskId, string? PollUrl = null, bool SkipControl = false, VideoLinks? Seen = null, bool Again = false);

/// <summary>Where a reseller keeps a finished video, for a day. The links may be signed: they are never logged.</summary>
public sealed record VideoLinks(string Video, string? Cover = null)
{
    public static VideoLinks? Of(TaskLook look) => look.VideoUrl is { } video ? new VideoLinks(video, look.CoverUrl) : null;

    /// <summary>Names no link: records print what they hold.</summary>
    public override string ToString() => nameof(VideoLinks);
}

/// <summary>Input of <see cref="CheckEvidence"/>.</summary>
/// <param name="Answered">The operator's answer has been acted on and is not to be given again.</param>
public sealed record CheckEvidenceInput(AttemptRef Attempt, bool Answered);

/// <summary>Input of <see cref="WithdrawSubmission"/>.</summary>
/// <param name="Code">Why the attempt is given up.</param>
public sealed record WithdrawSubmissionInput(AttemptRef Attempt, string Code);

/// <summary>Input of <see cref="ResubmitVideo"/>.</summary>
/// <param name="Ambiguous">The attempt that the operator's answer was about; the next one has the next number.</param>
public sealed record ResubmitVideoInput(string JobId, JobAttempt Ambiguous);

/// <summary>Output of <see cref="PrepareSubmission"/>.</summary>
/// <param name="Provider">Who is to be sent to: an earlier run may have prepared the attempt for another one.</param>
/// <param name="Refusal">Why nothing may be sent.</param>
public sealed record PreparedSubmission(string Provider, Quote? Quote, DateTimeOffset PreparedAt, JobError? Refusal = null);

/// <summary>What a look at a task has shown.</summary>
/// <param name="Answered">The provider gave a usable answer.</param>
/// <param name="Links">Of a finished video; null while there is none.</param>
public sealed record VideoLook(
    bool Answered,
    TaskState State = TaskState.Unknown,
    int? Progress = null,
    bool HasVideo = false,
    VideoLinks? Links = null,
    ReportedUsage? Usage = null,
    ProviderFailure? Failure = null,
    TimeSpan? RetryAfter = null,
    bool CancelRequested = false);

/// <summary>What became of the copy. <see cref="Code"/> is null when the video is stored.</summary>
public sealed record StoredVideo(
    OutputFile? Video = null, OutputFile? Cover = null, ReportedUsage? Usage = null, string? Code = null, bool Permanent = false);

/// <summary>Input of <see cref="SettleVideo"/>.</summary>
/// <param name="TaskId">Null when nothing was accepted: then there is no bill, and the attempt is only closed.</param>
/// <param name="Delivered">The provider finished the video, whatever became of the copy: what it does not report is billed as quoted.</param>
/// <param name="Looks">How many looks it took.</param>
/// <param name="DearestUsd">As <see cref="VideoCandidate.DearestUsd"/>.</param>
public sealed record SettleVideoInput(
    AttemptRef Attempt,
    AttemptStatus Status,
    string? TaskId,
    DateTimeOffset? SubmittedAt,
    DateTimeOffset? PreparedAt,
    Quote? Quote,
    ReportedUsage? Usage,
    bool Delivered = false,
    int Looks = 0,
    decimal? DearestUsd = null)
{
    /// <summary>As the attempt stands.</summary>
    /// <param name="usage">What came with its end; null takes what came before.</param>
    public static SettleVideoInput Of(AttemptState state, AttemptStatus status, ReportedUsage? usage = null) => new(
        new AttemptRef(state.JobId, state.Attempt, state.Candidate.Provider),
        status,
        state.Submission?.TaskId,
        state.Submission?.SubmittedAt,
        state.PreparedAt,
        state.Candidate.Quote,
        usage ?? AttemptDecisions.UsageSoFar(state),
        Delivered: state.VideoReady,
        state.Looks,
        state.Candidate.DearestUsd);
}

/// <summary>Input of <see cref="CompleteVideo"/>: the job as it is to be from now on.</summary>
/// <param name="FollowedUp">By a follow-up: a video comes late, and other attempts of the document stay as they are.</param>
/// <param name="Superseded">A later attempt has been started; only a video changes the job's status.</param>
public sealed record CompleteVideoInput(
    string JobId,
    JobStatus Status,
    IReadOnlyList<JobAttempt> Attempts,
    JobError? Error = null,
    bool FollowedUp = false,
    bool Superseded = false)
{
    /// <summary>Who says so, the same in a run that is repeated.</summary>
    [JsonIgnore]
    public string Teller => string.Create(
        CultureInfo.InvariantCulture, $"{(FollowedUp ? "follow-up" : "run")}-{(Attempts.Count > 0 ? Attempts[^1].Number : 0)}");
}

/// <summary>What an ambiguous submit has turned out to be.</summary>
public sealed record Evidence(EvidenceVerdict Verdict, Submissions.SubmissionResult? Submission = null);

/// <summary>The verdicts of <see cref="CheckEvidence"/>.</summary>
public enum EvidenceVerdict
{
    None,
    Adopted,
    Resubmit,
    Abandon,
}
