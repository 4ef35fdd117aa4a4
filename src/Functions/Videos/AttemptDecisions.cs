using VideoPipeline.Jobs;
using VideoPipeline.Pricing;
using VideoPipeline.Resellers;
using VideoPipeline.Submissions;

namespace VideoPipeline.Functions.Videos;

/// <summary>What to do after a look.</summary>
public enum AfterLook
{
    LookAgain,
    Store,
    SettleFailure,
    AskProviderToCancel,
    ParkCancelled,
    ParkTimedOut,
    ParkWithoutLink,
}

/// <summary>What to do after a copy that did not succeed.</summary>
public enum AfterStoreFailure
{
    TryAgain,
    ParkTimedOut,
}

/// <summary>The decisions of an attempt. Pure; each has its table in the tests.</summary>
public static class AttemptDecisions
{
    /// <summary>After so many looks the history starts anew.</summary>
    public const int LooksPerHistory = 12;

    /// <summary>After so many looks that nobody asked for, one reads whether a cancel was asked for: its event may have been lost.</summary>
    private const int LooksPerControl = 4;

    /// <summary>So many answers in a row that a task has ended, without a link, are enough to stop waiting for one.</summary>
    private const int MaxLinkless = 3;

    /// <summary>A copy that fails so often is left to the follow-up, which has days: nobody is to wait for a broken asset host.</summary>
    private const int MaxStoreTries = 5;

    private static readonly TimeSpan s_longestSubmit = TimeSpan.FromMinutes(30);

    /// <param name="looks">Looks so far in this history; the first one always reads.</param>
    public static bool ReadsControl(int looks) => looks % LooksPerControl == 0;

    /// <param name="hasNews">Something asks for a look right now. A flood of it does not let a history grow for ever.</param>
    public static bool BeginsAnew(int looks, bool hasNews) => looks >= (hasNews ? 4 * LooksPerHistory : LooksPerHistory);

    public static AfterLook After(VideoLook look, AttemptState state, DateTimeOffset now, DateTimeOffset deadline) => look switch
    {
        { Answered: true, State: TaskState.Succeeded, HasVideo: true } => AfterLook.Store,
        { Answered: true, State: TaskState.Failed or TaskState.Cancelled or TaskState.Expired } => AfterLook.SettleFailure,
        { Answered: true, State: TaskState.Succeeded } when !state.Followed && state.Linkless >= MaxLinkless => AfterLook.ParkWithoutLink,
        { CancelRequested: true } when !state.CancelAnswered && now < deadline => AfterLook.AskProviderToCancel,
        { CancelRequested: true } when !state.Followed => AfterLook.ParkCancelled,
        _ when now >= deadline => AfterLook.ParkTimedOut,
        _ => AfterLook.LookAgain,
    };

    public static AfterStoreFailure After(StoredVideo stored, AttemptState state, DateTimeOffset now, DateTimeOffset deadline) => stored switch
    {
        // Paid for is paid for: a limit may be raised, and a link may lead elsewhere tomorrow.
        { Permanent: true } when !state.Followed => AfterStoreFailure.ParkTimedOut,
        _ when !state.Followed && state.StoreTries >= MaxStoreTries => AfterStoreFailure.ParkTimedOut,
        _ when now >= deadline => AfterStoreFailure.ParkTimedOut,
        _ => AfterStoreFailure.TryAgain,
    };

    /// <summary>A bill is one when the task has succeeded: what a provider reports while it runs may grow.</summary>
    public static ReportedUsage? UsageAfter(VideoLook look, AttemptState state) =>
        look is { Answered: true, State: TaskState.Succeeded, Usage: { } usage } ? usage : state.Usage;

    /// <summary>What an attempt that ends now is billed by: what came with the video, or else with the submit; null means the quote.</summary>
    public static ReportedUsage? UsageSoFar(AttemptState state) => state.Usage ?? state.Submission?.Usage;

    /// <summary>When to try a copy again: seconds at first, then minutes, an hour at the most.</summary>
    public static TimeSpan StoreRetry(int tries) => TimeSpan.FromSeconds(Math.Min(5 * Math.Pow(2, Math.Min(tries, 16)), 3600));

    /// <summary>A provider that keeps saying "not now" is given up for another after half an hour.</summary>
    public static bool SubmitIsOverdue(DateTimeOffset since, DateTimeOffset now) => now - since >= s_longestSubmit;

    /// <summary>A provider that lets nobody in for long is passed over where another can do the job.</summary>
    public static bool GoesRound(VideoCandidate candidate, SubmissionResult notNow, DateTimeOffset now) =>
        notNow.Code != SubmitVideo.InputUnavailable && notNow.CallAgainAt - now > candidate.PacePatience;

    /// <summary>
    /// Whether the next candidate may be tried: nothing was accepted, or the failure is documented as unbilled. Never for
    /// moderation or for what is wrong with the request itself: others would refuse it too, or worse, would not.
    /// </summary>
    public static bool MayTryNext(ProviderFailure? failure, VideoCandidate candidate, bool accepted) =>
        (failure?.Class ?? FailureClass.Provider) == FailureClass.Provider
        && (!accepted || (candidate.FailureIsUnbilled && failure is { Retryable: true }));

    public static AttemptStatus StatusOf(TaskState state) => state switch
    {
        TaskState.Cancelled => AttemptStatus.Cancelled,
        _ => AttemptStatus.Failed,
    };

    /// <summary>The job's state when nothing more is tried after this attempt.</summary>
    public static JobStatus JobStatusOf(AttemptStatus status) => status switch
    {
        AttemptStatus.Succeeded => JobStatus.Succeeded,
        AttemptStatus.Cancelled => JobStatus.Cancelled,
        AttemptStatus.Ambiguous => JobStatus.Ambiguous,
        AttemptStatus.TimedOut => JobStatus.TimedOut,
        _ => JobStatus.Failed,
    };
}
