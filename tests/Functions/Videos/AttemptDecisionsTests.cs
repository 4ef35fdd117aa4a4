using VideoPipeline.Functions.Videos;
using VideoPipeline.Jobs;
using VideoPipeline.Pricing;
using VideoPipeline.Resellers;
using VideoPipeline.Submissions;
using Xunit;

namespace VideoPipeline.Tests.Functions.Videos;

public sealed class AttemptDecisionsTests
{
    private static readonly DateTimeOffset s_now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly VideoCandidate s_candidate = new("tokenhub", null, ExpectsCallback: false, FailureIsUnbilled: true);

    // What the look says, whether a cancel was asked for and answered, whether a follow-up runs, and whether the deadline has come.
    [Theory]
    [InlineData(true, TaskState.Succeeded, true, false, false, false, false, AfterLook.Store)]
    [InlineData(true, TaskState.Succeeded, true, true, false, false, false, AfterLook.Store)]
    [InlineData(true, TaskState.Succeeded, true, true, true, true, true, AfterLook.Store)]
    [InlineData(true, TaskState.Succeeded, true, false, false, false, true, AfterLook.Store)]
    [InlineData(true, TaskState.Succeeded, false, false, false, false, false, AfterLook.LookAgain)]
    [InlineData(true, TaskState.Succeeded, false, false, false, false, true, AfterLook.ParkTimedOut)]
    [InlineData(true, TaskState.Failed, false, false, false, false, false, AfterLook.SettleFailure)]
    [InlineData(true, TaskState.Failed, true, true, true, true, true, AfterLook.SettleFailure)]
    [InlineData(true, TaskState.Cancelled, false, true, false, false, false, AfterLook.SettleFailure)]
    [InlineData(true, TaskState.Expired, false, false, false, false, true, AfterLook.SettleFailure)]
    [InlineData(true, TaskState.Queued, false, false, false, false, false, AfterLook.LookAgain)]
    [InlineData(true, TaskState.Running, false, false, false, false, false, AfterLook.LookAgain)]
    [InlineData(true, TaskState.Unknown, false, false, false, false, false, AfterLook.LookAgain)]
    [InlineData(true, TaskState.Running, false, false, false, false, true, AfterLook.ParkTimedOut)]
    [InlineData(true, TaskState.Unknown, false, false, false, true, true, AfterLook.ParkTimedOut)]
    [InlineData(true, TaskState.Running, false, true, false, false, false, AfterLook.AskProviderToCancel)]
    [InlineData(true, TaskState.Queued, false, true, false, false, true, AfterLook.ParkCancelled)]
    [InlineData(true, TaskState.Running, false, true, true, false, false, AfterLook.ParkCancelled)]
    [InlineData(true, TaskState.Running, false, true, true, false, true, AfterLook.ParkCancelled)]
    [InlineData(true, TaskState.Running, false, true, true, true, false, AfterLook.LookAgain)]
    [InlineData(true, TaskState.Running, false, true, true, true, true, AfterLook.ParkTimedOut)]
    [InlineData(true, TaskState.Running, false, true, false, true, false, AfterLook.AskProviderToCancel)]
    // No usable answer proves nothing, whatever it seems to say
    [InlineData(false, TaskState.Unknown, false, false, false, false, false, AfterLook.LookAgain)]
    [InlineData(false, TaskState.Succeeded, true, false, false, false, false, AfterLook.LookAgain)]
    [InlineData(false, TaskState.Failed, false, false, false, false, false, AfterLook.LookAgain)]
    [InlineData(false, TaskState.Failed, false, false, false, false, true, AfterLook.ParkTimedOut)]
    [InlineData(false, TaskState.Unknown, false, true, false, false, false, AfterLook.AskProviderToCancel)]
    [InlineData(false, TaskState.Unknown, false, true, true, false, false, AfterLook.ParkCancelled)]
    public void After_a_look(
        bool answered, TaskState state, bool hasVideo, bool cancelRequested, bool cancelAnswered, bool followed, bool isDue, AfterLook expected)
    {
        var look = new VideoLook(answered, state, HasVideo: hasVideo, CancelRequested: cancelRequested);
        var attempt = new AttemptState("vid_1", 1, s_candidate, CancelAnswered: cancelAnswered, Followed: followed);

        Assert.Equal(expected, AttemptDecisions.After(look, attempt, s_now, isDue ? s_now : s_now.AddTicks(1)));
    }

    [Theory]
    [InlineData(true, TaskState.Succeeded, 7, 7)]
    [InlineData(true, TaskState.Succeeded, null, 5)]
    [InlineData(true, TaskState.Running, 7, 5)]
    [InlineData(true, TaskState.Unknown, 7, 5)]
    [InlineData(false, TaskState.Succeeded, 7, 5)]
    public void Usage_is_taken_from_a_success_and_kept(bool answered, TaskState state, int? reported, int expected)
    {
        var look = new VideoLook(answered, state, Usage: reported is { } quantity ? new ReportedUsage(UsageUnit.Seconds, quantity) : null);
        var attempt = new AttemptState("vid_1", 1, s_candidate, Usage: new ReportedUsage(UsageUnit.Seconds, 5));

        Assert.Equal(expected, AttemptDecisions.UsageAfter(look, attempt)?.Quantity);
    }

    [Theory]
    [InlineData(null, null, null)]
    [InlineData(null, 3, 3)]
    [InlineData(5, 3, 5)]
    public void Usage_that_came_with_the_video_counts_for_more_than_the_submits(int? withVideo, int? withSubmit, int? expected)
    {
        var submission = new SubmissionResult(SubmissionState.Accepted, "seedanceapi", Usage: Credits(withSubmit));
        var attempt = new AttemptState("vid_1", 1, s_candidate, Submission: submission, Usage: Credits(withVideo));

        Assert.Equal(expected, (int?)AttemptDecisions.UsageSoFar(attempt)?.Quantity);

        static ReportedUsage? Credits(int? quantity) => quantity is { } q ? new ReportedUsage(UsageUnit.Credits, q) : null;
    }

    [Theory]
    // Whether the refusal is for good, how often it was tried, whether a follow-up runs, and whether the deadline has come.
    [InlineData("too_large", true, 0, false, false, AfterStoreFailure.ParkTimedOut)]
    [InlineData("too_many_redirects", true, 0, false, false, AfterStoreFailure.ParkTimedOut)]
    [InlineData("forbidden_address", true, 9, true, false, AfterStoreFailure.TryAgain)]
    [InlineData("forbidden_address", true, 9, true, true, AfterStoreFailure.ParkTimedOut)]
    [InlineData("not_media", false, 0, false, false, AfterStoreFailure.TryAgain)]
    [InlineData("not_media", false, 4, false, false, AfterStoreFailure.TryAgain)]
    [InlineData("not_media", false, 5, false, false, AfterStoreFailure.ParkTimedOut)]
    [InlineData("unreachable", false, 100, false, false, AfterStoreFailure.ParkTimedOut)]
    [InlineData("expired_url", false, 1, false, true, AfterStoreFailure.ParkTimedOut)]
    [InlineData("not_media", false, 5, true, false, AfterStoreFailure.TryAgain)]
    [InlineData("unreachable", false, 100, true, false, AfterStoreFailure.TryAgain)]
    [InlineData("missing_url", false, 0, true, true, AfterStoreFailure.ParkTimedOut)]
    public void After_a_copy_that_failed(
        string code, bool permanent, int tries, bool followed, bool isDue, AfterStoreFailure expected)
    {
        var stored = new StoredVideo(Code: code, Permanent: permanent);
        var attempt = new AttemptState("vid_1", 1, s_candidate, Followed: followed, StoreTries: tries);

        Assert.Equal(expected, AttemptDecisions.After(stored, attempt, s_now, isDue ? s_now : s_now.AddTicks(1)));
    }

    [Theory]
    [InlineData(0, 5)]
    [InlineData(1, 10)]
    [InlineData(2, 20)]
    [InlineData(6, 320)]
    [InlineData(9, 2560)]
    [InlineData(10, 3600)]
    [InlineData(1000, 3600)]
    public void Copies_are_repeated_after_longer_and_longer_waits(int tries, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), AttemptDecisions.StoreRetry(tries));

    [Theory]
    [InlineData(0, false)]
    [InlineData(29.99, false)]
    [InlineData(30, true)]
    [InlineData(300, true)]
    public void Provider_that_takes_nothing_is_given_up_after_half_an_hour(double minutes, bool overdue) =>
        Assert.Equal(overdue, AttemptDecisions.SubmitIsOverdue(s_now, s_now.AddMinutes(minutes)));

    // The failure's code (null: none), whether it may pass, whether the task had been accepted, whether failures are unbilled there.
    [Theory]
    [InlineData(null, false, false, true, true)]
    [InlineData(null, false, true, true, false)]
    [InlineData("insufficient_balance", false, false, true, true)]
    [InlineData("insufficient_balance", false, false, false, true)]
    [InlineData("unauthorized", false, false, false, true)]
    [InlineData("moderation", false, false, true, false)]
    [InlineData("moderation", true, false, true, false)]
    [InlineData("moderation", true, true, true, false)]
    [InlineData("invalid_request", false, false, true, false)]
    [InlineData("invalid_request", true, true, true, false)]
    [InlineData("invalid_prompt", false, false, true, false)]
    [InlineData("invalid_duration", false, false, false, false)]
    [InlineData("too_many_images", true, true, true, false)]
    [InlineData("generation_failed", true, true, true, true)]
    [InlineData("generation_failed", true, true, false, false)]
    [InlineData("generation_failed", false, true, true, false)]
    [InlineData("generation_failed", false, true, false, false)]
    [InlineData("generation_failed", false, false, false, true)]
    public void Next_candidate_is_tried_or_not(string? code, bool retryable, bool accepted, bool unbilled, bool expected)
    {
        var failure = code is null ? null : new ProviderFailure("tokenhub", code, "", Acceptance.Unknown, retryable);

        Assert.Equal(expected, AttemptDecisions.MayTryNext(failure, s_candidate with { FailureIsUnbilled = unbilled }, accepted));
    }

    [Theory]
    [InlineData(TaskState.Failed, AttemptStatus.Failed)]
    [InlineData(TaskState.Expired, AttemptStatus.Failed)]
    [InlineData(TaskState.Cancelled, AttemptStatus.Cancelled)]
    public void Task_that_ended_badly_gives_the_attempt_its_status(TaskState state, AttemptStatus expected) =>
        Assert.Equal(expected, AttemptDecisions.StatusOf(state));

    [Theory]
    [InlineData(AttemptStatus.Succeeded, JobStatus.Succeeded)]
    [InlineData(AttemptStatus.Failed, JobStatus.Failed)]
    [InlineData(AttemptStatus.Rejected, JobStatus.Failed)]
    [InlineData(AttemptStatus.Running, JobStatus.Failed)]
    [InlineData(AttemptStatus.Cancelled, JobStatus.Cancelled)]
    [InlineData(AttemptStatus.Ambiguous, JobStatus.Ambiguous)]
    [InlineData(AttemptStatus.TimedOut, JobStatus.TimedOut)]
    public void Last_attempt_gives_the_job_its_status(AttemptStatus attempt, JobStatus expected) =>
        Assert.Equal(expected, AttemptDecisions.JobStatusOf(attempt));

    [Theory]
    [InlineData(11, false, false)]
    [InlineData(12, false, true)]
    [InlineData(12, true, false)]
    [InlineData(47, true, false)]
    [InlineData(48, true, true)]
    public void History_does_not_end_over_an_event_that_has_come(int looks, bool hasNews, bool expected) =>
        Assert.Equal(expected, AttemptDecisions.BeginsAnew(looks, hasNews));
}
