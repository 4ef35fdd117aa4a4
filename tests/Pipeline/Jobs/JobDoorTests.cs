using Azure.Storage.Blobs;
using VideoPipeline.Jobs;
using VideoPipeline.Requests;
using VideoPipeline.Storage;
using VideoPipeline.Support;
using Xunit;

namespace VideoPipeline.Tests.Jobs;

public sealed class InMemoryJobDoorTests : JobDoorTests
{
    private readonly InMemoryBlobs _blobs = new();

    [Theory]
    [InlineData("key", null)]
    [InlineData(null, "batch-0001")]
    [InlineData("key", "batch-0001")]
    public async Task Admission_that_died_anywhere_is_completed_by_the_next(string? key, string? jobId)
    {
        var admission = Admission(key: key) with { JobId = jobId, Inline = [Inline("first_frame")] };
        var points = 0;
        for (var point = 1; ; point++)
        {
            foreach (var answerIsLost in (bool[])[false, true])
            {
                if (!await DiesAsync(admission, point, answerIsLost))
                {
                    Assert.InRange(points, 8, 20);
                    return;
                }

                points++;
            }
        }
    }

    [Theory]
    [InlineData(20)]
    [InlineData(200)]
    public async Task Concurrent_calls_with_one_key_make_one_job_whatever_their_order(int calls)
    {
        var random = new Random(calls);
        _blobs.Before = async _ =>
        {
            for (var turns = random.Next(4); turns > 0; turns--)
            {
                await Task.Yield();
            }
        };

        await OneJobAsync(calls);
    }

    [Fact]
    public async Task New_job_takes_few_operations()
    {
        _blobs.Operations.Reset();

        await AdmitAsync(Admission(key: "key"));

        Assert.True(_blobs.Operations.Total == 3, _blobs.Operations.ToString());
    }

    protected override Task<BlobServiceClient> ConnectAsync() => Task.FromResult<BlobServiceClient>(_blobs);

    // False when the point lies behind the end.
    private static async Task<bool> DiesAsync(Admission admission, int point, bool answerIsLost)
    {
        var first = new InMemoryBlobs();
        await new BlobStore(first).CreateContainersAsync(CancellationToken.None);
        var second = first.Reconnect();
        first = first.Reconnect();
        first.Before = operation => !answerIsLost && operation.Sequence >= point ? throw new KilledException() : ValueTask.CompletedTask;
        first.After = operation => answerIsLost && operation.Sequence >= point ? throw new KilledException() : ValueTask.CompletedTask;
        try
        {
            await Door(first).AdmitAsync(admission, CancellationToken.None);
            return false;
        }
        catch (KilledException)
        {
            var job = Assert.IsType<Admitted.Job>(await Door(second).AdmitAsync(admission, CancellationToken.None));
            Assert.True(job.MustStart);
            await IsWholeAsync(new BlobStore(second), job.Request);
            return true;
        }
    }

    private sealed class KilledException : Exception;
}

[Trait("Needs", "Azurite")]
public sealed class AzuriteJobDoorTests : JobDoorTests
{
    protected override Task<BlobServiceClient> ConnectAsync() => AzuriteFixture.NewClientAsync();
}

public abstract class JobDoorTests : IAsyncLifetime
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private BlobServiceClient _service = null!;
    private BlobStore _store = null!;

    public async Task InitializeAsync()
    {
        _service = await ConnectAsync();
        _store = new BlobStore(_service);
        await _store.CreateContainersAsync(CancellationToken.None);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Key_is_found_before_anything_else_is_asked()
    {
        Assert.Null(await FindAsync(Admission(key: "key")));
        var first = Assert.IsType<Admitted.Job>(await AdmitAsync(Admission(key: "key")));

        var again = Assert.IsType<Admitted.Job>(await FindAsync(Admission(key: "key")));

        Assert.Equal((first.Request.Job, false), (again.Request.Job, again.IsNew));
        Assert.IsType<Admitted.Conflict>(await FindAsync(Admission(key: "key") with { Request = Any.Request with { Duration = 9 } }));
        Assert.Null(await FindAsync(Admission(key: null)));
    }

    [Fact]
    public async Task Same_key_at_another_door_or_by_another_caller_is_another_job()
    {
        string[] scopes = [KeyScopes.Http(null), KeyScopes.Http("alice"), KeyScopes.Http("bob"), KeyScopes.ServiceBus];
        var jobs = new HashSet<string>();
        foreach (var scope in scopes)
        {
            var admission = Admission(key: "key") with { Scope = scope };
            Assert.Null(await FindAsync(admission));
            Assert.True(jobs.Add(Assert.IsType<Admitted.Job>(await AdmitAsync(admission)).Request.Job));
        }

        foreach (var scope in scopes)
        {
            Assert.Contains(Assert.IsType<Admitted.Job>(await FindAsync(Admission(key: "key") with { Scope = scope })).Request.Job, jobs);
        }
    }

    [Fact]
    public async Task Key_from_before_scopes_goes_on_meaning_its_job_at_every_door()
    {
        var first = Assert.IsType<Admitted.Job>(await AdmitAsync(Admission(key: "key")));
        var name = KeyScopes.NameOf("", KeyScopes.Video, "key");
        var record = (await _store.ReadAsync<KeyRecord>(name, CancellationToken.None))!.Value;
        await _store.PutAsync(name, record with { Scope = null }, CancellationToken.None);

        foreach (var scope in (string[])[KeyScopes.Http("alice"), KeyScopes.ServiceBus])
        {
            var again = Assert.IsType<Admitted.Job>(await FindAsync(Admission(key: "key") with { Scope = scope }));
            Assert.Equal(first.Request.Job, again.Request.Job);
        }
    }

    [Fact]
    public async Task New_job_is_written_down_and_listed()
    {
        var job = await AdmittedAsync(Admission(key: null) with { BatchId = "batch" });

        Assert.True(job is { IsNew: true, MustStart: true });
        Assert.Matches("^vid_[0-9a-f]{32}$", job.Request.Job);
        Assert.Equal("batch", job.Request.BatchId);
        await IsWholeAsync(_store, job.Request);
    }

    [Fact]
    public async Task Calls_without_a_key_are_jobs_of_their_own()
    {
        var jobs = new[] { await AdmittedAsync(Admission(key: null)), await AdmittedAsync(Admission(key: null)) };

        Assert.NotEqual(jobs[0].Request.Job, jobs[1].Request.Job);
        Assert.Equal(2, (await ListAsync(_store)).Count);
    }

    [Fact]
    public Task Twenty_concurrent_calls_with_one_key_make_one_job() => OneJobAsync(20);

    [Fact]
    public async Task Same_key_with_another_request_is_a_conflict()
    {
        var first = await AdmittedAsync(Admission(key: "key"));

        Assert.IsType<Admitted.Conflict>(await AdmitAsync(Admission(key: "key", prompt: "Another")));

        Assert.Equal(first.Request.Job, (await AdmittedAsync(Admission(key: "key"))).Request.Job);
        Assert.Single(await ListAsync(_store));
    }

    [Fact]
    public async Task Concurrent_calls_with_one_key_and_two_requests_make_one_job()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(
            n => Task.Run(() => AdmitAsync(Admission(key: "key", prompt: n % 2 == 0 ? "Even" : "Odd"))))).WaitAsync(s_patience);

        var jobs = answers.OfType<Admitted.Job>().ToList();
        Assert.Equal(10, jobs.Count);
        Assert.Equal(10, answers.OfType<Admitted.Conflict>().Count());
        Assert.Single(jobs.Select(job => job.Request.Job).Distinct());
        Assert.Single(jobs.Select(job => job.Request.Request.Prompt).Distinct());
        Assert.Single(await ListAsync(_store));
    }

    [Fact]
    public async Task Same_key_of_another_caller_is_another_key()
    {
        var one = await AdmittedAsync(Admission(key: "key") with { Scope = "one" });
        var two = await AdmittedAsync(Admission(key: "key", prompt: "Another") with { Scope = "two" });

        Assert.NotEqual(one.Request.Job, two.Request.Job);
    }

    [Fact]
    public async Task Same_key_does_not_start_a_job_that_has_ended()
    {
        var first = await AdmittedAsync(Admission(key: "key"));
        var running = await AdmittedAsync(Admission(key: "key"));
        await _store.PutAsync(BlobPaths.JobDocument(first.Request.Job), new { schema = 1 }, CancellationToken.None);

        var ended = await AdmittedAsync(Admission(key: "key"));

        Assert.Equal((false, true), (running.IsNew, running.MustStart));
        Assert.Equal((false, false), (ended.IsNew, ended.MustStart));
        Assert.Equal(first.Request.Job, ended.Request.Job);
    }

    [Fact]
    public async Task Given_job_id_makes_one_job_however_often_it_comes()
    {
        var admission = Admission(key: null) with { JobId = "batch-0001", BatchId = "batch" };
        var first = await AdmittedAsync(admission);

        var again = await AdmittedAsync(admission);

        Assert.Equal("batch-0001", first.Request.Job);
        Assert.Equal((true, false), (first.IsNew, again.IsNew));
        Assert.Equal(first.Request.CreatedAt, again.Request.CreatedAt);
        await IsWholeAsync(_store, again.Request);
    }

    [Fact]
    public async Task Inline_images_are_moved_to_blobs()
    {
        var request = Any.Request with
        {
            Operation = Operations.ReferenceToVideo,
            FirstFrame = "data:image/png;base64,AAAA",
            ReferenceImages = ["https://example.com/a.png", "data:image/jpeg;base64,BBBB"],
        };
        var admission = new Admission(request, [Inline("first_frame"), Inline("reference_images[1]", "image/jpeg")], "key");

        var job = await AdmittedAsync(admission);
        var again = await AdmittedAsync(admission);

        var id = job.Request.Job;
        Assert.Equal($"blob://pipeline/inputs/{id}/first_frame.png", job.Request.Request.FirstFrame);
        Assert.Equal(
            ["https://example.com/a.png", $"blob://pipeline/inputs/{id}/reference_images-1.jpg"], job.Request.Request.ReferenceImages);
        Assert.Equal(job.Request.Request.Inputs(), again.Request.Request.Inputs());
        var stored = await _store.Pipeline.GetBlobClient($"inputs/{id}/reference_images-1.jpg").DownloadContentAsync();
        Assert.Equal([1, 2, 3], stored.Value.Content.ToArray());
        Assert.Equal("image/jpeg", stored.Value.Details.ContentType);
        var written = await new JobDocuments(_store).RequireRequestAsync(id, CancellationToken.None);
        Assert.DoesNotContain(written.Request.Inputs(), input => input.Value.StartsWith("data:", StringComparison.Ordinal));
    }

    protected abstract Task<BlobServiceClient> ConnectAsync();

    protected async Task OneJobAsync(int calls)
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, calls).Select(_ => Task.Run(() => AdmittedAsync(Admission(key: "key")))))
            .WaitAsync(s_patience);

        Assert.Single(answers, answer => answer.IsNew);
        Assert.All(answers, answer => Assert.True(answer.MustStart));
        var request = Assert.Single(answers.Select(answer => (answer.Request.Job, answer.Request.CreatedAt)).Distinct());
        Assert.Equal(request.Job, Assert.Single(await ListAsync(_store)).Id);
        await IsWholeAsync(_store, answers[0].Request);
    }

    protected Task<Admitted> AdmitAsync(Admission admission) => Door(_service).AdmitAsync(admission, CancellationToken.None);

    protected static Admission Admission(string? key, string prompt = "A cat") => new(Any.Request with { Prompt = prompt }, [], key);

    protected static InlineInput Inline(string field, string contentType = "image/png") => new(field, contentType, new byte[] { 1, 2, 3 });

    protected static JobDoor Door(BlobServiceClient service)
    {
        var blobs = new BlobStore(service);
        return new JobDoor(blobs, new JobIndex(blobs), TimeProvider.System, new Chance());
    }

    /// <summary>One request, one line in the listing, both of the same job and time.</summary>
    protected static async Task IsWholeAsync(BlobStore blobs, JobRequest job)
    {
        var written = await new JobDocuments(blobs).RequireRequestAsync(job.Job, CancellationToken.None);
        Assert.Equal((job.Job, job.CreatedAt, job.BatchId), (written.Job, written.CreatedAt, written.BatchId));
        Assert.Equal(job.Request.Prompt, written.Request.Prompt);
        var entry = Assert.Single(await ListAsync(blobs));
        Assert.Equal(
            new JobEntry(job.Job, job.CreatedAt, JobStatus.Queued, job.Request.Provider, job.BatchId),
            entry with { Version = null, MovedAt = default });
    }

    private static async Task<IReadOnlyList<JobEntry>> ListAsync(BlobStore blobs) =>
        (await new JobIndex(blobs).ListAsync(new JobFilter(), null, 500, CancellationToken.None)).Entries;

    private async Task<Admitted.Job> AdmittedAsync(Admission admission) => Assert.IsType<Admitted.Job>(await AdmitAsync(admission));

    private Task<Admitted?> FindAsync(Admission admission) => Door(_service).FindAsync(admission, CancellationToken.None);
}
