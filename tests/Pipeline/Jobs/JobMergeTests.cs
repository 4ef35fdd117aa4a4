using System.Text.Json;
using VideoPipeline.Jobs;
using VideoPipeline.Pricing;
using Xunit;

namespace VideoPipeline.Tests.Jobs;

public sealed class JobMergeTests
{
    private static readonly DateTimeOffset s_created = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset s_ended = s_created.AddMinutes(5);
    private static readonly DateTimeOffset s_later = s_created.AddHours(30);

    private static readonly JobRequest s_request =
        new("vid_1", s_created, Any.Request with { Metadata = new Dictionary<string, string> { ["sku"] = "A1" } }, "batch");

    private static readonly JobOutput s_output = Output("vid_1");

    private static readonly JobError s_timedOut = new("deadline", "It took too long.");

    [Fact]
    public void Success_makes_a_whole_document()
    {
        var job = JobMerge.Apply(null, s_request, new JobEnd(JobStatus.Succeeded, [Succeeded(1)]), s_ended);

        Assert.Equal(("vid_1", JobStatus.Succeeded, 100, false), (job.Id, job.Status, job.Progress, job.Late));
        Assert.Equal(("tokenhub", "task-1", "seedance-2.0", "text-to-video"), (job.Provider, job.ProviderTaskId, job.Model, job.Operation));
        Assert.Equal((s_created, s_created.AddSeconds(1), s_ended), (job.CreatedAt, job.SubmittedAt, job.CompletedAt));
        Assert.Equal((Any.Quote, 0.83853m, "batch", "A1"), (job.Quote, job.Usage?.AmountUsd, job.BatchId, job.Metadata?["sku"]));
        Assert.Equal("/api/videos/vid_1/content", job.Output?.Video?.Url);
        Assert.Equal("/api/videos/vid_1/content?file=cover", job.Output?.Cover?.Url);
        Assert.Equal("videos/vid_1/video.mp4", job.Output?.Video?.Blob);
        Assert.Equal(new JobLinks("/api/videos/vid_1", "/api/videos/vid_1/content"), job.Links);
        Assert.Null(job.Error);
    }

    [Fact]
    public void Failure_without_an_attempt_has_an_error_and_no_usage()
    {
        var request = s_request with { Request = Any.Request with { Provider = "auto" } };

        var job = JobMerge.Apply(null, request, new JobEnd(JobStatus.Failed, [], new JobError("no_provider")), s_ended);

        Assert.Equal((JobStatus.Failed, "no_provider", null, null), (job.Status, job.Error?.Code, job.Provider, job.Usage));
        Assert.Empty(job.Attempts!);
        Assert.Null(job.SubmittedAt);
        Assert.Null(job.Output);
    }

    [Theory]
    [InlineData(JobStatus.Cancelled, AttemptStatus.Cancelled)]
    [InlineData(JobStatus.TimedOut, AttemptStatus.TimedOut)]
    [InlineData(JobStatus.Ambiguous, AttemptStatus.Ambiguous)]
    [InlineData(JobStatus.Failed, AttemptStatus.Failed)]
    public void Video_that_comes_after_all_makes_a_late_success(JobStatus status, AttemptStatus attempt)
    {
        var before = JobMerge.Apply(null, s_request, new JobEnd(status, [Attempt(1, attempt)], s_timedOut), s_ended);

        var after = JobMerge.Apply(before, s_request, new JobEnd(JobStatus.Succeeded, [Succeeded(1)], FollowedUp: true), s_later);

        Assert.Equal((status, s_ended, false), (before.Status, before.CompletedAt, before.Late));
        Assert.Equal(s_timedOut, before.Error);
        Assert.Equal(status == JobStatus.Ambiguous ? "/api/videos/vid_1/resolve" : null, before.Links?.Resolve);
        Assert.Equal((JobStatus.Succeeded, s_later, true), (after.Status, after.CompletedAt, after.Late));
        Assert.Equal(("videos/vid_1/video.mp4", 0.83853m, 100), (after.Output?.Video?.Blob, after.Usage?.AmountUsd, after.Progress));
        Assert.Null(after.Error);
        Assert.Null(after.Links?.Resolve);
        Assert.Equal(AttemptStatus.Succeeded, Assert.Single(after.Attempts!).Status);
    }

    [Fact]
    public void Success_in_time_is_not_late()
    {
        var job = JobMerge.Apply(null, s_request, new JobEnd(JobStatus.Succeeded, [Succeeded(1)]), s_ended);
        var again = JobMerge.Apply(job, s_request, new JobEnd(JobStatus.Succeeded, [Succeeded(1)], FollowedUp: true), s_later);

        Assert.False(again.Late);
        Assert.Equal(s_ended, again.CompletedAt);
    }

    [Theory]
    [InlineData(JobStatus.TimedOut, JobStatus.Failed)]
    [InlineData(JobStatus.TimedOut, JobStatus.Cancelled)]
    [InlineData(JobStatus.Ambiguous, JobStatus.TimedOut)]
    [InlineData(JobStatus.Ambiguous, JobStatus.Failed)]
    public void Parked_job_moves_on_with_the_new_reason(JobStatus from, JobStatus to)
    {
        var before = JobMerge.Apply(null, s_request, new JobEnd(from, [Attempt(1, AttemptStatus.TimedOut)], s_timedOut), s_ended);

        var after = JobMerge.Apply(
            before, s_request, new JobEnd(to, [Attempt(1, AttemptStatus.Failed)], new JobError("moderation"), FollowedUp: true), s_later);

        Assert.Equal((to, "moderation", s_later, false), (after.Status, after.Error?.Code, after.CompletedAt, after.Late));
        Assert.Equal(AttemptStatus.Failed, Assert.Single(after.Attempts!).Status);
    }

    [Fact]
    public void Cancelled_job_stays_cancelled_but_keeps_the_news_of_its_attempt()
    {
        var before = JobMerge.Apply(null, s_request, new JobEnd(JobStatus.Cancelled, [Attempt(1, AttemptStatus.Cancelled)], new JobError("cancelled")), s_ended);
        var failed = Attempt(1, AttemptStatus.Failed) with { Usage = Any.Bill(0) };

        var after = JobMerge.Apply(before, s_request, new JobEnd(JobStatus.Failed, [failed], new JobError("moderation"), FollowedUp: true), s_later);

        Assert.Equal((JobStatus.Cancelled, "cancelled", s_ended), (after.Status, after.Error?.Code, after.CompletedAt));
        Assert.Equal(failed, Assert.Single(after.Attempts!));
        Assert.Equal(0m, after.Usage?.AmountUsd);
    }

    [Fact]
    public void Abandoned_job_becomes_a_late_success_when_its_video_comes()
    {
        var before = JobMerge.Apply(
            null, s_request, new JobEnd(JobStatus.Failed, [Attempt(1, AttemptStatus.Ambiguous)], new JobError("abandoned")), s_ended);

        var after = JobMerge.Apply(before, s_request, new JobEnd(JobStatus.Succeeded, [Succeeded(1)], FollowedUp: true), s_later);

        Assert.Equal((JobStatus.Succeeded, true), (after.Status, after.Late));
    }

    public static TheoryData<bool, bool> Bills => new() { { true, true }, { true, false }, { false, true }, { false, false } };

    [Theory]
    [MemberData(nameof(Bills))]
    public void Stored_video_is_never_lost_to_older_news(bool billed, bool newsAreBilled)
    {
        var stored = Succeeded(1) with { Usage = billed ? Any.Bill() : null };
        var job = JobMerge.Apply(null, s_request, new JobEnd(JobStatus.Succeeded, [stored]), s_ended);
        foreach (var status in Enum.GetValues<AttemptStatus>().Except([AttemptStatus.Succeeded]))
        {
            var news = Attempt(1, status) with { Usage = newsAreBilled ? Any.Bill(0) : null };

            var after = JobMerge.Apply(job, s_request, new JobEnd(AttemptEnd(status), [news], s_timedOut, FollowedUp: true), s_later);

            Assert.Equal((JobStatus.Succeeded, stored), (after.Status, Assert.Single(after.Attempts!)));
            Assert.Equal((job.Output, job.Usage, job.CompletedAt), (after.Output, after.Usage, after.CompletedAt));
            Assert.Null(after.Error);
        }
    }

    [Fact]
    public void Billed_attempt_gets_its_late_video()
    {
        var billed = Attempt(1, AttemptStatus.TimedOut) with { Usage = Any.Bill() };
        var job = JobMerge.Apply(null, s_request, new JobEnd(JobStatus.TimedOut, [billed], s_timedOut), s_ended);

        var after = JobMerge.Apply(job, s_request, new JobEnd(JobStatus.Succeeded, [Succeeded(1)], FollowedUp: true), s_later);

        Assert.Equal("videos/vid_1/video.mp4", after.Output?.Video?.Blob);
        Assert.Equal(0.83853m, after.Usage?.AmountUsd);
    }

    [Fact]
    public void Billed_attempt_keeps_its_bill()
    {
        var billed = Attempt(1, AttemptStatus.Failed) with { Usage = Any.Bill(0.5m) };
        var job = JobMerge.Apply(null, s_request, new JobEnd(JobStatus.Failed, [billed], s_timedOut), s_ended);

        var after = JobMerge.Apply(job, s_request, new JobEnd(JobStatus.TimedOut, [Attempt(1, AttemptStatus.TimedOut)]), s_later);

        Assert.Equal(billed, Assert.Single(after.Attempts!));
    }

    [Fact]
    public void Superseded_attempt_changes_the_job_by_a_video_alone()
    {
        var job = JobMerge.Apply(null, s_request, new JobEnd(JobStatus.Ambiguous, [Attempt(1, AttemptStatus.Ambiguous)], s_timedOut), s_ended);
        job = JobMerge.Apply(job, s_request, new JobEnd(JobStatus.TimedOut, [Attempt(2, AttemptStatus.TimedOut)], s_timedOut), s_later);

        var failed = JobMerge.Apply(
            job, s_request, new JobEnd(JobStatus.Failed, [Attempt(1, AttemptStatus.Failed)], new JobError("x"), true, Superseded: true), s_later);
        var succeeded = JobMerge.Apply(job, s_request, new JobEnd(JobStatus.Succeeded, [Succeeded(1)], null, true, Superseded: true), s_later);

        Assert.Equal((JobStatus.TimedOut, s_timedOut), (failed.Status, failed.Error));
        Assert.Equal([AttemptStatus.Failed, AttemptStatus.TimedOut], failed.Attempts!.Select(attempt => attempt.Status));
        Assert.Equal((JobStatus.Succeeded, true, "task-1"), (succeeded.Status, succeeded.Late, succeeded.ProviderTaskId));
    }

    [Fact]
    public void Finished_job_goes_on_showing_its_video_when_a_superseded_attempt_succeeds_too()
    {
        var second = Succeeded(2) with { Output = Output("vid_1/attempts/2") };
        var job = JobMerge.Apply(
            null, s_request, new JobEnd(JobStatus.Succeeded, [Attempt(1, AttemptStatus.Ambiguous), second]), s_ended);

        var after = JobMerge.Apply(
            job, s_request, new JobEnd(JobStatus.Succeeded, [Succeeded(1)], FollowedUp: true, Superseded: true), s_later);

        Assert.Equal(("videos/vid_1/attempts/2/video.mp4", "task-2"), (after.Output?.Video?.Blob, after.ProviderTaskId));
        Assert.Equal((s_ended, false), (after.CompletedAt, after.Late));
        Assert.Equal(2 * 0.83853m, after.Usage?.AmountUsd);
        Assert.All(after.Attempts!, attempt => Assert.NotNull(attempt.Output));
    }

    [Fact]
    public void Attempts_are_in_their_order_whoever_reports_first()
    {
        var job = JobMerge.Apply(null, s_request, new JobEnd(JobStatus.Failed, [Attempt(3, AttemptStatus.Failed), Attempt(2, AttemptStatus.Rejected)]), s_ended);

        job = JobMerge.Apply(job, s_request, new JobEnd(JobStatus.Failed, [Attempt(1, AttemptStatus.Ambiguous)], Superseded: true), s_later);

        Assert.Equal([1, 2, 3], job.Attempts!.Select(attempt => attempt.Number));
        Assert.Equal("task-3", job.ProviderTaskId);
    }

    [Fact]
    public void Usage_is_the_sum_over_the_attempts()
    {
        var job = JobMerge.Apply(
            null,
            s_request,
            new JobEnd(JobStatus.Succeeded, [Attempt(1, AttemptStatus.Failed) with { Usage = Any.Bill(0.1m) }, Succeeded(2) with { Usage = Any.Bill(0.2m) }]),
            s_ended);

        Assert.Equal(
            new JobUsage(UsageUnit.Tokens, 217_800, 0.0000077m, "USD", 0.3m, 0.3m, PriceSource.Provider, "2026-01"), job.Usage);
    }

    [Fact]
    public void Usage_in_different_units_is_summed_in_dollars()
    {
        var seconds = new Settlement(UsageUnit.Seconds, 5, 0.1m, "USD", 0.5m, 0.5m, PriceSource.Computed, "2026-01", 0, false);
        var yuan = new Settlement(UsageUnit.Tokens, 1000, 0.000051m, "CNY", 0.68m, 0.1m, PriceSource.Computed, "2026-01", 0, false);
        var free = seconds with { Quantity = 0, Amount = 0, AmountUsd = 0 };
        JobAttempt[] attempts =
        [
            Attempt(1, AttemptStatus.Failed) with { Usage = seconds },
            Attempt(2, AttemptStatus.Failed) with { Usage = yuan },
            Attempt(3, AttemptStatus.Succeeded) with { Usage = free, Output = s_output },
        ];

        var usage = JobMerge.Apply(null, s_request, new JobEnd(JobStatus.Succeeded, attempts), s_ended).Usage;

        // In the unit of the last that cost something.
        Assert.Equal((UsageUnit.Tokens, "CNY", 1000m, 0.68m), (usage?.Unit, usage?.Currency, usage?.Quantity, usage?.Amount));
        Assert.Equal(0.6m, usage?.AmountUsd);
    }

    [Fact]
    public void Attempts_that_cost_nothing_are_a_usage_of_nothing()
    {
        var job = JobMerge.Apply(
            null, s_request, new JobEnd(JobStatus.Failed, [Attempt(1, AttemptStatus.Failed) with { Usage = Any.Bill(0) }], s_timedOut), s_ended);

        Assert.Equal(0m, job.Usage?.AmountUsd);
    }

    [Fact]
    public void Document_keeps_every_digit_when_it_is_stored()
    {
        var job = JobMerge.Apply(null, s_request, new JobEnd(JobStatus.Succeeded, [Succeeded(1)]), s_ended);

        var read = JsonSerializer.Deserialize<JobDocument>(JsonSerializer.Serialize(job, Json.Options), Json.Options)!;

        Assert.Equal(0.0000077m, read.Usage?.UnitPrice);
        Assert.Equal((job.Usage, job.Quote, job.Output, job.Links), (read.Usage, read.Quote, read.Output, read.Links));
        Assert.Equal(job.Attempts, read.Attempts);
        Assert.Equal((job.CreatedAt, job.SubmittedAt, job.CompletedAt), (read.CreatedAt, read.SubmittedAt, read.CompletedAt));
    }

    private static JobStatus AttemptEnd(AttemptStatus status) => status switch
    {
        AttemptStatus.Cancelled => JobStatus.Cancelled,
        AttemptStatus.Ambiguous => JobStatus.Ambiguous,
        AttemptStatus.TimedOut => JobStatus.TimedOut,
        _ => JobStatus.Failed,
    };

    private static JobAttempt Attempt(int number, AttemptStatus status) => new(
        number, "tokenhub", status, $"task-{number}", Any.Quote, SubmittedAt: s_created.AddSeconds(number));

    private static JobAttempt Succeeded(int number) => Attempt(number, AttemptStatus.Succeeded) with
    {
        Usage = Any.Bill(),
        Output = s_output,
        CompletedAt = s_ended,
    };

    private static JobOutput Output(string folder) => new(
        new OutputFile($"videos/{folder}/video.mp4", 1000, "cafe", "video/mp4"), new OutputFile($"videos/{folder}/cover.jpg", 10, "beef", "image/jpeg"));
}
