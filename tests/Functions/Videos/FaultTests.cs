using VideoPipeline.Functions.Tests.World;
using VideoPipeline.Jobs;

namespace VideoPipeline.Functions.Tests.Videos;

/// <summary>Every fault of the simulator, and the state that it ends in.</summary>
public sealed class FaultTests
{
    // Fault, provider, job state, error code, what the job is billed as a part of its quote (null: nothing was accepted, no bill).
    public static TheoryData<string, string, JobStatus, string?, double?> Faults => new()
    {
        // Nothing accepted, and the answer proves it.
        { "429 retry_after=30 times=3", "tokenhub", JobStatus.Succeeded, null, 1 },
        { "error-code as=balance", "tokenhub", JobStatus.Failed, "insufficient_balance", null },
        { "quota-429", "tokenhub", JobStatus.Failed, "insufficient_balance", null },
        { "moderation-before", "tokenhub", JobStatus.Failed, "moderation", null },
        { "bad-image", "gogogotoken", JobStatus.Failed, "invalid_request", null },

        // Nobody can tell whether the task was taken.
        { "error-before", "tokenhub", JobStatus.Ambiguous, "provider_error", null },
        { "503", "tokenhub", JobStatus.Ambiguous, "provider_error", null },
        { "reset-before", "gogogotoken", JobStatus.Ambiguous, "connection_lost", null },
        { "hang-before", "tokenhub", JobStatus.Ambiguous, "timeout", null },
        { "redirect", "tokenhub", JobStatus.Ambiguous, "unexpected_redirect", null },
        { "error-after", "seedanceapi", JobStatus.Ambiguous, "provider_error", null },
        { "reset-after", "tokenlab", JobStatus.Ambiguous, "connection_lost", null },
        { "hang-after", "tokenhub", JobStatus.Ambiguous, "timeout", null },
        { "no-task-id", "tokenhub", JobStatus.Ambiguous, "unreadable_answer", null },
        { "unreadable", "gogogotoken", JobStatus.Ambiguous, "unreadable_answer", null },

        // Odd, but readable.
        { "wrapped", "tokenhub", JobStatus.Succeeded, null, 1 },
        { "wrapped", "gogogotoken", JobStatus.Succeeded, null, 1 },
        { "foreign-poll-url", "tokenlab", JobStatus.Succeeded, null, 1 },
        { "result-shape as=result_url", "tokenlab", JobStatus.Succeeded, null, 1 },
        { "result-shape as=video", "tokenlab", JobStatus.Succeeded, null, 1 },
        { "result-shape as=videos", "tokenlab", JobStatus.Succeeded, null, 1 },
        { "foreign-poll-url url=/nowhere/", "tokenlab", JobStatus.Succeeded, null, 1 },
        { "result-shape as=output", "tokenhub", JobStatus.Succeeded, null, 1 },
        { "result-shape as=output-list", "tokenlab", JobStatus.Succeeded, null, 1 },
        { "result-shape as=output-url", "tokenlab", JobStatus.Succeeded, null, 1 },
        { "result-shape as=output-videos", "tokenlab", JobStatus.Succeeded, null, 1 },
        { "result-shape as=metadata", "tokenlab", JobStatus.Succeeded, null, 1 },
        { "result-shape as=results", "tokenlab", JobStatus.Succeeded, null, 1 },
        { "result-shape as=fail_reason", "tokenlab", JobStatus.Succeeded, null, 1 },
        { "result-shape as=result-json", "tokenlab", JobStatus.Succeeded, null, 1 },
        { "result-shape as=relative", "tokenlab", JobStatus.Succeeded, null, 1 },
        { "state-word as=finish", "gogogotoken", JobStatus.Succeeded, null, 1 },
        { "state-word as=Ready", "seedanceapi", JobStatus.Succeeded, null, 1 },
        { "packed as=bom", "tokenhub", JobStatus.Succeeded, null, 1 },
        { "packed as=gzip", "tokenlab", JobStatus.Succeeded, null, 1 },
        { "packed as=deflate", "gogogotoken", JobStatus.Succeeded, null, 1 },
        { "packed as=br", "seedanceapi", JobStatus.Succeeded, null, 1 },
        { "packed as=utf-16", "tokenhub", JobStatus.Succeeded, null, 1 },
        { "packed as=text", "tokenlab", JobStatus.Succeeded, null, 1 },
        { "packed as=nan", "gogogotoken", JobStatus.Succeeded, null, 1 },
        { "poll-moved times=2", "tokenhub", JobStatus.Succeeded, null, 1 },
        { "poll-moved to=https://elsewhere.example/ times=2", "tokenhub", JobStatus.Succeeded, null, 1 },
        { "unknown-status as=archiving times=3", "tokenhub", JobStatus.Succeeded, null, 1 },

        // Lives of tasks.
        { "slow seconds=600", "tokenhub", JobStatus.Succeeded, null, 1 },
        { "stuck", "tokenhub", JobStatus.TimedOut, "deadline_passed", null },
        { "late seconds=7200", "tokenhub", JobStatus.TimedOut, "deadline_passed", null },
        { "failed", "tokenhub", JobStatus.Failed, "generation_failed", 0 },
        { "failed form=string", "tokenlab", JobStatus.Failed, "generation_failed", 0 },
        { "failed-billed part=0.5", "tokenhub", JobStatus.Failed, "generation_failed", 0.5 },
        { "moderation", "tokenhub", JobStatus.Failed, "moderation", 0 },
        { "cancelled", "tokenlab", JobStatus.Cancelled, "cancelled", 0 },
        { "expired", "tokenhub", JobStatus.Failed, "expired", 0 },

        // Looks that fail.
        { "poll-429 retry_after=60", "tokenhub", JobStatus.Succeeded, null, 1 },
        { "poll-5xx times=5", "gogogotoken", JobStatus.Succeeded, null, 1 },
        { "poll-404 times=2", "tokenlab", JobStatus.Succeeded, null, 1 },
        { "poll-error-code times=2", "seedanceapi", JobStatus.Succeeded, null, 1 },
        { "poll-unreadable times=2", "tokenhub", JobStatus.Succeeded, null, 1 },
        { "poll-reset times=2", "seedanceapi", JobStatus.Succeeded, null, 1 },
        { "poll-hang", "tokenhub", JobStatus.Succeeded, null, 1 },

        // Results and assets.
        { "forgets", "tokenhub", JobStatus.Succeeded, null, 1 },
        { "forgets", "tokenlab", JobStatus.Succeeded, null, 1 },
        { "link-once", "gogogotoken", JobStatus.Succeeded, null, 1 },
        { "link-once", "seedanceapi", JobStatus.Succeeded, null, 1 },
        { "missing-url", "tokenhub", JobStatus.TimedOut, "output_missing_url", null },
        { "over-billed factor=2", "tokenhub", JobStatus.Succeeded, null, 2 },
        { "over-billed factor=2", "seedanceapi", JobStatus.Succeeded, null, 2 },
        { "no-usage", "tokenhub", JobStatus.Succeeded, null, 1 },
        { "expired-url", "tokenhub", JobStatus.TimedOut, "output_expired_url", null },
        { "truncated", "tokenhub", JobStatus.TimedOut, "output_truncated", null },
        { "truncated times=2", "tokenhub", JobStatus.Succeeded, null, 1 },
        { "wrong-length", "tokenhub", JobStatus.TimedOut, "output_not_resumable", null },
        { "wrong-length times=2", "tokenhub", JobStatus.Succeeded, null, 1 },
        { "not-mp4", "tokenhub", JobStatus.TimedOut, "output_not_media", null },
        { "asset-5xx times=2", "tokenhub", JobStatus.Succeeded, null, 1 },
        { "missing-cover", "tokenhub", JobStatus.Succeeded, null, 1 },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Fault_ends_in_its_state_with_its_bill(string fault, string provider, JobStatus status, string? code, double? billed)
    {
        await using var world = await PipelineWorld.CreateAsync();
        await using var host = await world.StartHostAsync();
        if (fault.StartsWith("hang", StringComparison.Ordinal) || fault.StartsWith("poll", StringComparison.Ordinal))
        {
            // The call hangs, or waits for its own retry, until the clock goes on.
            host.HangsAfterTurns = 200;
        }

        var submitted = await host.SubmitAsync(new { provider, prompt = $"A lamp [fault:{fault}]", duration = 5, resolution = "720p" });
        var job = await host.RunToEndAsync(submitted.Id);

        Assert.Equal((status, code), (job.Status, job.Error?.Code));
        Assert.Equal(billed is null ? null : job.Quote!.AmountUsd * (decimal)billed, job.Usage?.AmountUsd);
        Assert.True(await world.Simulator.AcceptedAsync("A lamp") <= 1);
        Assert.Equal(status == JobStatus.Succeeded, job.Output?.Video is not null);
    }
}
