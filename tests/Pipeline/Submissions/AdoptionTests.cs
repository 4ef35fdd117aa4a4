using VideoPipeline.Resellers;
using VideoPipeline.Submissions;
using Xunit;

namespace VideoPipeline.Tests.Submissions;

public sealed class AdoptionTests
{
    private static readonly DateTimeOffset s_sent = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Task_that_the_provider_confirms_is_adopted()
    {
        var run = await AmbiguousAsync();

        var result = await AdoptAsync(run, "task-9");

        var adopted = Assert.IsType<AdoptionResult.Adopted>(result).Submission;
        var record = await run.RecordAsync();
        Assert.Equal((SubmissionState.Accepted, "task-9", null), (adopted.State, adopted.TaskId, adopted.Code));
        Assert.Equal((SubmissionState.Accepted, "task-9", "operator"), (record.State, record.TaskId, record.AdoptedFrom));
        Assert.Equal(new TaskClaim(SubmissionRun.Job, 1), await run.ClaimAsync("task-9"));
        Assert.Equal(adopted, await run.SubmitAsync());
        Assert.Equal(result, await AdoptAsync(run, "task-9"));
    }

    [Theory]
    [InlineData("missing", "task_not_found")]
    [InlineData("unreachable", "provider_unreachable")]
    public async Task Task_that_the_provider_does_not_confirm_is_refused(string look, string code)
    {
        var run = await AmbiguousAsync();
        run.Provider.OnLook = _ => look == "missing"
            ? new LookAnswer.Missing(Any.Failure("not_found"))
            : new LookAnswer.Unreachable(Any.Failure("timeout"));

        await RefusedAsync(run, code);
    }

    [Fact]
    public async Task Task_that_does_not_match_is_refused()
    {
        var run = await AmbiguousAsync();
        run.Provider.OnLook = task =>
        {
            Assert.Equal("task-9", task.TaskId);
            return new LookAnswer.Seen(new TaskLook(TaskState.Running, "running", Echo: new TaskEcho("Something else")));
        };

        await RefusedAsync(run, "task_does_not_match");
    }

    [Theory]
    [InlineData("vid_other", 1)]
    [InlineData(SubmissionRun.Job, 2)]
    public async Task Task_of_another_attempt_is_refused(string job, int attempt)
    {
        var run = await AmbiguousAsync();
        Assert.True(await run.Store.TryClaimAsync("tokenhub", "task-9", job, attempt, CancellationToken.None));

        Assert.Equal("task_already_claimed", Assert.IsType<AdoptionResult.Refused>(await AdoptAsync(run, "task-9")).Code);

        Assert.Equal(SubmissionState.Ambiguous, (await run.RecordAsync()).State);
    }

    [Fact]
    public async Task Attempt_that_was_never_prepared_adopts_nothing()
    {
        var run = new SubmissionRun();
        await run.BlobStore.CreateContainersAsync(CancellationToken.None);

        Assert.Equal("submission_record_missing", Assert.IsType<AdoptionResult.Refused>(await AdoptAsync(run, "task-9")).Code);
    }

    [Fact]
    public async Task One_of_many_jobs_adopts_a_task()
    {
        var first = await AmbiguousAsync();
        var jobs = Enumerable.Range(0, 20).Select(n => $"vid_{n}").ToList();
        foreach (var job in jobs)
        {
            await first.Store.PrepareAsync(
                new SubmissionRecord(job, 2, "tokenhub", SubmissionState.Ambiguous, s_sent), CancellationToken.None);
        }

        first.Blobs.Before = async _ => await Task.Yield();
        var results = await Task.WhenAll(jobs.Select(job => Task.Run(() => first.Adoption.AdoptAsync(
            first.Provider, job, 2, "task-9", "callback", Any.Request, CancellationToken.None)))).WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Single(results.OfType<AdoptionResult.Adopted>());
        Assert.All(results.OfType<AdoptionResult.Refused>(), refused => Assert.Equal("task_already_claimed", refused.Code));
    }

    public static TheoryData<TaskEcho?, bool> Echoes => new()
    {
        { null, true },
        { new TaskEcho(), true },
        { new TaskEcho(Prompt: Any.Request.Prompt), true },
        { new TaskEcho(Prompt: $"  {Any.Request.Prompt}\n"), true },
        { new TaskEcho(Prompt: "A slow dolly shot…"), true },
        { new TaskEcho(Prompt: "A slow dolly shot through a library…"), true },
        { new TaskEcho(Prompt: "A slow dolly shot"), false },
        { new TaskEcho(Prompt: "A fast dolly shot…"), false },
        { new TaskEcho(Prompt: "a slow dolly shot through a library"), false },
        { new TaskEcho(Prompt: "A slow dolly shot through a library, at night…"), false },
        { new TaskEcho(Prompt: ""), false },
        { new TaskEcho(Duration: 5), true },
        { new TaskEcho(Duration: 4), false },
        { new TaskEcho(Duration: 0), false },
        { new TaskEcho(CreatedAt: s_sent), true },
        { new TaskEcho(CreatedAt: s_sent.AddHours(1)), true },
        { new TaskEcho(CreatedAt: s_sent.AddMinutes(-2)), true },
        { new TaskEcho(CreatedAt: s_sent.AddMinutes(-2).AddTicks(-1)), false },
        { new TaskEcho(CreatedAt: s_sent.AddDays(-1)), false },
        { new TaskEcho(Prompt: Any.Request.Prompt, Duration: 5, CreatedAt: s_sent, Model: "whatever"), true },
        { new TaskEcho(Prompt: Any.Request.Prompt, Duration: 10, CreatedAt: s_sent), false },
        { new TaskEcho(Prompt: "Something else", Duration: 5, CreatedAt: s_sent), false },
        { new TaskEcho(Prompt: Any.Request.Prompt, Duration: 5, CreatedAt: s_sent.AddHours(-1)), false },
    };

    [Theory]
    [MemberData(nameof(Echoes))]
    public void Echo_speaks_against_a_task_or_not(TaskEcho? echo, bool fits)
    {
        var record = new SubmissionRecord(
            SubmissionRun.Job, 1, "tokenhub", SubmissionState.Ambiguous, s_sent.AddMinutes(-30), SendingAt: s_sent);

        Assert.Equal(fits, Adoption.Mismatch(echo, record, Any.Request) is null);
    }

    private static async Task<SubmissionRun> AmbiguousAsync()
    {
        var run = await SubmissionRun.PreparedAsync();
        run.Provider.OnSubmit = (_, _) => Task.FromResult<SubmitAnswer>(new SubmitAnswer.Ambiguous(Any.Failure("timeout")));
        await run.SubmitAsync();
        return run;
    }

    private static Task<AdoptionResult> AdoptAsync(SubmissionRun run, string taskId) => run.Adoption.AdoptAsync(
        run.Provider, SubmissionRun.Job, 1, taskId, "operator", Any.Request, CancellationToken.None);

    private static async Task RefusedAsync(SubmissionRun run, string code)
    {
        Assert.Equal(code, Assert.IsType<AdoptionResult.Refused>(await AdoptAsync(run, "task-9")).Code);

        // Nothing is left that would keep the right task, or the right job, from being found later.
        Assert.Equal(SubmissionState.Ambiguous, (await run.RecordAsync()).State);
        Assert.Null(await run.ClaimAsync("task-9"));
    }
}
