using System.Text;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using VideoPipeline.Functions.Callbacks;
using VideoPipeline.Functions.Tests.World;
using VideoPipeline.Functions.Videos;
using VideoPipeline.Jobs;
using VideoPipeline.Resellers;
using VideoPipeline.Storage;
using VideoPipeline.Submissions;

namespace VideoPipeline.Functions.Tests.Crashes;

/// <summary>What people and the sweep make of jobs that went astray.</summary>
public sealed class RecoveryTests
{
    [Fact]
    public async Task Terminated_job_is_found_by_the_sweep_and_paid_once()
    {
        await using var world = await PipelineWorld.CreateAsync(generationSeconds: 60);
        await using var host = await world.StartHostAsync();
        var job = await SubmitAsync(host, "tokenhub", "A terminated job");
        await host.RunUntilAsync(async () => (await host.GetAsync(job.Id)).ProviderTaskId is not null);

        await host.Durable.TerminateInstanceAsync(job.Id, CancellationToken.None);
        await host.RunUntilAsync(async () => (await host.GetAsync(job.Id)).Status == JobStatus.Succeeded, TimeSpan.FromHours(1));

        Assert.Equal(1, await world.Simulator.ReceivedAsync("terminated"));
        Assert.Empty(await NamesAsync(world, BlobPaths.OpenPrefix));
    }

    [Fact]
    public async Task Job_whose_start_was_lost_is_started_by_the_sweep()
    {
        await using var world = await PipelineWorld.CreateAsync();
        await using var host = await world.StartHostAsync();
        var door = host.Services.GetRequiredService<JobDoor>();
        var admitted = await door.AdmitAsync(new Admission(await RequestAsync(host, "tokenhub", "A job without a start"), []), CancellationToken.None);
        var id = Assert.IsType<Admitted.Job>(admitted).Request.Job;

        await host.RunUntilAsync(async () => (await host.GetAsync(id)).Status == JobStatus.Succeeded, TimeSpan.FromHours(1));

        Assert.Equal(1, await world.Simulator.AcceptedAsync("without a start"));
    }

    [Fact]
    public async Task Resubmit_is_not_repeated_when_its_follow_up_starts_anew()
    {
        await using var world = await PipelineWorld.CreateAsync();
        await using var host = await world.StartHostAsync();
        var job = await SubmitAsync(host, "tokenhub", "A submit that was cut [fault:reset-before]");
        Assert.Equal(JobStatus.Ambiguous, (await host.RunToEndAsync(job.Id)).Status);
        await ResolveAsync(host, job.Id, new { action = "resubmit" });
        await host.RunUntilAsync(async () => (await host.GetAsync(job.Id)).Status == JobStatus.Succeeded, TimeSpan.FromHours(1));

        var followUp = FollowUpOrchestration.InstanceId(job.Id, 1);
        await host.Durable.TerminateInstanceAsync(followUp, CancellationToken.None);
        await host.RunUntilAsync(async () => await host.Durable.GetInstanceAsync(followUp) is { IsCompleted: false }, TimeSpan.FromHours(1));
        await host.PassAsync(TimeSpan.FromHours(2));

        Assert.Equal(2, await world.Simulator.ReceivedAsync("was cut"));
        Assert.Equal(2, (await host.GetAsync(job.Id)).Attempts!.Count);
    }

    [Fact]
    public async Task Abandoned_submit_still_becomes_a_late_video_when_a_callback_names_its_task()
    {
        await using var world = await PipelineWorld.CreateAsync();
        await using var host = await world.StartHostAsync(
            ("Callbacks:PublicBaseUrl", "http://127.0.0.1:9"), ("Callbacks:SigningKeys:0", "first"));
        var job = await SubmitAsync(host, "seedanceapi", "An abandoned job [fault:no-task-id]");
        Assert.Equal(JobStatus.Ambiguous, (await host.RunToEndAsync(job.Id)).Status);
        await ResolveAsync(host, job.Id, new { action = "abandon" });
        await host.RunUntilAsync(async () => (await host.GetAsync(job.Id)).Status == JobStatus.Failed, TimeSpan.FromHours(1));

        var task = (await world.Simulator.TasksAsync("abandoned"))[0].GetProperty("id").GetString();
        var url = new Uri(host.Services.GetRequiredService<CallbackUrls>().For("seedanceapi", job.Id, 1)!);
        using var callback = await host.PostAsync(url.PathAndQuery, new { task_id = task });
        await host.RunUntilAsync(async () => (await host.GetAsync(job.Id)).Status == JobStatus.Succeeded, TimeSpan.FromHours(1));

        var late = await host.GetAsync(job.Id);
        Assert.True(late.Late);
        Assert.Equal(late.Quote!.AmountUsd, late.Usage!.AmountUsd);
        Assert.Empty(await NamesAsync(world, BlobPaths.OpenPrefix));
    }

    [Fact]
    public async Task Callback_in_another_providers_name_is_no_evidence()
    {
        await using var world = await PipelineWorld.CreateAsync();
        await using var host = await world.StartHostAsync(
            ("Callbacks:PublicBaseUrl", "http://127.0.0.1:9"), ("Callbacks:SigningKeys:0", "first"));
        var job = await SubmitAsync(host, "tokenhub", "An ambiguous job [fault:no-task-id]");
        var other = await SubmitAsync(host, "tokenhub", "Another one like it [fault:no-task-id]");
        await host.RunToEndAsync(job.Id);
        await host.RunToEndAsync(other.Id);

        // The task is nobody's yet, and tokenhub does not say whose prompt it has.
        var foreign = (await world.Simulator.TasksAsync("Another"))[0].GetProperty("id").GetString();
        var url = new Uri(host.Services.GetRequiredService<CallbackUrls>().For("seedanceapi", job.Id, 1)!);
        using var callback = await host.PostAsync(url.PathAndQuery, new { task_id = foreign });
        await host.PassAsync(TimeSpan.FromHours(2));

        Assert.Equal(JobStatus.Ambiguous, (await host.GetAsync(job.Id)).Status);
        Assert.Empty(await NamesAsync(world, "claims/"));
    }

    [Theory]
    [InlineData("tokenhub", "[fault:stuck]", "deadline_passed", 1)]
    [InlineData("tokenhub", "[fault:expired-url] [fault:over-billed factor=2]", "output_expired_url", 2)]
    [InlineData("tokenhub", "[fault:missing-url] [fault:over-billed factor=2]", "output_missing_url", 2)]
    public async Task What_has_not_come_in_seven_days_is_billed_by_the_providers_word_or_else_the_quote(
        string provider, string faults, string code, int times)
    {
        await using var world = await PipelineWorld.CreateAsync();
        await using var host = await world.StartHostAsync();
        var parked = await host.RunToEndAsync((await SubmitAsync(host, provider, $"A job for good {faults}")).Id);
        Assert.Equal((JobStatus.TimedOut, null), (parked.Status, parked.Usage));

        await host.RunUntilAsync(
            async () => await host.Durable.GetInstanceAsync(FollowUpOrchestration.InstanceId(parked.Id, 1)) is { IsCompleted: true },
            TimeSpan.FromDays(7.1));
        var closed = await host.GetAsync(parked.Id);

        Assert.True(world.Time.GetUtcNow() - parked.SubmittedAt >= TimeSpan.FromDays(7));
        Assert.Equal((JobStatus.TimedOut, code), (closed.Status, closed.Error?.Code));
        Assert.Equal(times * closed.Quote!.AmountUsd, closed.Usage!.AmountUsd);
        Assert.Single(await NamesAsync(world, "usage/"));
        Assert.Empty(await NamesAsync(world, BlobPaths.OpenPrefix));
    }

    [Fact]
    public async Task Task_of_a_provider_without_a_key_is_followed_when_the_key_is_back()
    {
        await using var world = await PipelineWorld.CreateAsync(generationSeconds: 60);
        string id;
        await using (var host = await world.StartHostAsync())
        {
            id = (await SubmitAsync(host, "tokenhub", "A job of a provider that went away")).Id;
            await host.RunUntilAsync(async () => (await host.GetAsync(id)).ProviderTaskId is not null);
        }

        await using (var host = await world.StartHostAsync(("Providers:tokenhub:ApiKey", "")))
        {
            Assert.Equal(JobStatus.TimedOut, (await host.RunToEndAsync(id)).Status);
        }

        await using var again = await world.StartHostAsync();
        await again.RunUntilAsync(async () => (await again.GetAsync(id)).Status == JobStatus.Succeeded, TimeSpan.FromHours(3));

        Assert.True((await again.GetAsync(id)).Late);
        Assert.Equal(1, await world.Simulator.ReceivedAsync("went away"));
    }

    [Fact]
    public async Task Input_that_is_not_there_fails_the_job_at_once_and_unsent()
    {
        await using var world = await PipelineWorld.CreateAsync();
        await using var host = await world.StartHostAsync();
        var job = await host.SubmitAsync(new
        {
            provider = "gogogotoken",
            prompt = "A frame that is not there",
            duration = 5,
            resolution = "720p",
            first_frame = "blob://uploads/none.png",
        });

        var ended = await host.RunToEndAsync(job.Id);

        Assert.Equal(JobStatus.Failed, ended.Status);
        Assert.Equal("input_unavailable", ended.Error!.Code);
        Assert.Equal(0, await world.Simulator.ReceivedAsync("not there"));
        Assert.Empty(await NamesAsync(world, BlobPaths.OpenPrefix));
    }

    [Fact]
    public async Task Cancel_of_an_interrupted_submit_leaves_it_ambiguous_and_does_not_wait_for_ever()
    {
        await using var world = await PipelineWorld.CreateAsync();
        await using var host = await world.StartHostAsync();
        var job = "vid_interrupted";
        var store = host.Services.GetRequiredService<SubmissionStore>();
        var now = world.Time.GetUtcNow();
        await store.PrepareAsync(
            new SubmissionRecord(job, 1, "tokenhub", SubmissionState.Sending, now, Nonce: "gone", SendBefore: now, SendingAt: now), CancellationToken.None);
        await host.Services.GetRequiredService<JobControls>().RequestCancelAsync(job, CancellationToken.None);
        world.Time.Advance(TimeSpan.FromMinutes(2));

        var submit = ActivatorUtilities.CreateInstance<SubmitVideo>(host.Services);
        var result = await submit.RunAsync(
            new SubmitVideoInput(new AttemptRef(job, 1, "tokenhub"), TimeSpan.FromHours(1)), CancellationToken.None);

        Assert.Equal(SubmissionState.Ambiguous, result.State);
    }

    [Fact]
    public async Task Cancelled_job_is_followed_and_its_video_comes_late()
    {
        await using var world = await PipelineWorld.CreateAsync();
        await using var host = await world.StartHostAsync();
        var job = await SubmitAsync(host, "seedanceapi", "A cancelled job [fault:slow seconds=300]");
        await host.RunUntilAsync(async () => (await host.GetAsync(job.Id)).ProviderTaskId is not null);

        using var cancel = await host.Http.DeleteAsync(new Uri($"/api/videos/{job.Id}", UriKind.Relative));
        Assert.True(cancel.IsSuccessStatusCode, await cancel.Content.ReadAsStringAsync());
        Assert.Equal(JobStatus.Cancelled, (await host.RunToEndAsync(job.Id)).Status);
        await host.RunUntilAsync(async () => (await host.GetAsync(job.Id)).Status == JobStatus.Succeeded, TimeSpan.FromHours(2));

        Assert.True((await host.GetAsync(job.Id)).Late);
        Assert.Empty(await NamesAsync(world, BlobPaths.OpenPrefix));
    }

    [Fact]
    public async Task Cancelled_job_tries_no_other_provider_when_its_task_fails()
    {
        await using var world = await PipelineWorld.CreateAsync();
        await using var host = await world.StartHostAsync();
        var job = await SubmitAsync(host, "auto", "A job that fails [fault:failed]");
        await host.RunUntilAsync(async () => (await host.GetAsync(job.Id)).ProviderTaskId is not null);
        world.Time.Advance(TimeSpan.FromSeconds(12));

        using var cancel = await host.Http.DeleteAsync(new Uri($"/api/videos/{job.Id}", UriKind.Relative));
        var ended = await host.RunToEndAsync(job.Id);

        Assert.Equal(1, await world.Simulator.ReceivedAsync("that fails"));
        Assert.Equal(JobStatus.Cancelled, ended.Status);
    }

    [Fact]
    public async Task Job_cancelled_before_its_submit_is_never_sent()
    {
        await using var world = await PipelineWorld.CreateAsync();
        await using var host = await world.StartHostAsync();
        var id = Assert.IsType<Admitted.Job>(await host.Services.GetRequiredService<JobDoor>().AdmitAsync(
            new Admission(await RequestAsync(host, "tokenhub", "A job cancelled at once"), []), CancellationToken.None)).Request.Job;
        await host.Services.GetRequiredService<JobControls>().RequestCancelAsync(id, CancellationToken.None);

        await host.RunUntilAsync(async () => (await host.GetAsync(id)).Status == JobStatus.Cancelled, TimeSpan.FromHours(1));

        Assert.Equal(0, await world.Simulator.ReceivedAsync("at once"));
        Assert.Empty(await NamesAsync(world, BlobPaths.OpenPrefix));
    }

    [Fact]
    public void Cancel_that_the_provider_never_hears_does_not_outlast_the_deadline()
    {
        var now = DateTimeOffset.UnixEpoch;
        var look = new VideoLook(Answered: false, CancelRequested: true);
        var state = new AttemptState("job", 1, new VideoCandidate("tokenhub", null, false, false));

        Assert.Equal(AfterLook.AskProviderToCancel, AttemptDecisions.After(look, state, now, now.AddSeconds(1)));
        Assert.Equal(AfterLook.ParkCancelled, AttemptDecisions.After(look, state, now, now));
        Assert.Equal(AfterLook.ParkTimedOut, AttemptDecisions.After(look, state with { Followed = true }, now, now));
    }

    [Fact]
    public async Task Attempt_that_was_superseded_does_not_speak_for_the_job_while_the_next_one_runs()
    {
        await using var world = await PipelineWorld.CreateAsync();
        await using var host = await world.StartHostAsync();
        var request = new JobRequest("job", world.Time.GetUtcNow(), await RequestAsync(host, "tokenhub", "Superseded"));
        var failed = new JobAttempt(1, "tokenhub", AttemptStatus.Failed, "task");

        var document = JobMerge.Apply(
            null, request, new JobEnd(JobStatus.Failed, [failed], new JobError("x"), FollowedUp: true, Superseded: true), world.Time.GetUtcNow());

        Assert.Equal(JobStatus.Running, document.Status);
        Assert.Null(document.CompletedAt);
        Assert.Null(document.Error);
    }

    private static Task<JobDocument> SubmitAsync(PipelineHost host, string provider, string prompt) =>
        host.SubmitAsync(new { provider, prompt, duration = 5, resolution = "720p" });

    private static async Task ResolveAsync(PipelineHost host, string job, object answer)
    {
        using var response = await host.PostAsync($"/api/videos/{job}/resolve", answer, ("x-operator-key", PipelineHost.OperatorKey));
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }

    private static async Task<Requests.VideoRequest> RequestAsync(PipelineHost host, string provider, string prompt)
    {
        var body = Encoding.UTF8.GetBytes($$"""{"provider":"{{provider}}","prompt":"{{prompt}}","duration":5,"resolution":"720p"}""");
        var rules = host.Services.GetRequiredService<Requests.RequestRules>();
        return (await Requests.VideoRequestReader.ReadAsync(new MemoryStream(body), null, rules, CancellationToken.None)).Request!;
    }

    private static async Task<List<string>> NamesAsync(PipelineWorld world, string prefix) =>
        await new BlobStore(world.Blobs).ListAsync(prefix, CancellationToken.None).Select(blob => blob.Name).ToListAsync();
}
