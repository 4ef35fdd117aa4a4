using VideoPipeline.Jobs;
using VideoPipeline.Storage;
using VideoPipeline.Support;
using Xunit;

namespace VideoPipeline.Tests.Jobs;

public sealed class JobDocumentsTests : IAsyncLifetime
{
    private static readonly DateTimeOffset s_now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly InMemoryBlobs _service = new();
    private BlobStore _blobs = null!;
    private JobDocuments _documents = null!;

    public Task InitializeAsync()
    {
        _blobs = new BlobStore(_service);
        _documents = new JobDocuments(_blobs);
        return _blobs.CreateContainersAsync(CancellationToken.None);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task First_change_makes_the_document()
    {
        var (before, after) = await _documents.ChangeAsync("vid_1", _ => Document(1), CancellationToken.None);

        Assert.Null(before);
        Assert.Equal(1, after.Progress);
        Assert.Equal(1, (await _documents.FindAsync("vid_1", CancellationToken.None))?.Progress);
    }

    [Fact]
    public async Task Later_change_sees_the_one_before()
    {
        await _documents.ChangeAsync("vid_1", _ => Document(1), CancellationToken.None);

        var (before, after) = await _documents.ChangeAsync(
            "vid_1", old => Document((old?.Progress ?? 0) + 10), CancellationToken.None);

        Assert.Equal((1, 11), (before?.Progress, after.Progress));
    }

    [Fact]
    public async Task Concurrent_changes_are_all_kept()
    {
        _service.Before = async _ => await Task.Yield();

        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => _documents.ChangeAsync(
            "vid_1", old => Document((old?.Progress ?? 0) + 1), CancellationToken.None)))).WaitAsync(TimeSpan.FromSeconds(60));

        Assert.Equal(50, (await _documents.FindAsync("vid_1", CancellationToken.None))?.Progress);
    }

    [Fact]
    public async Task Change_whose_answer_was_lost_can_be_repeated()
    {
        var end = new JobEnd(JobStatus.Failed, [], new JobError("x"));
        var request = new JobRequest("vid_1", s_now, Any.Request);
        _service.After = operation => operation.IsWrite ? throw new IOException() : ValueTask.CompletedTask;
        await Assert.ThrowsAsync<IOException>(
            () => _documents.ChangeAsync("vid_1", old => JobMerge.Apply(old, request, end, s_now), CancellationToken.None));

        _service.After = null;
        var (before, after) = await _documents.ChangeAsync(
            "vid_1", old => JobMerge.Apply(old, request, end, s_now.AddHours(1)), CancellationToken.None);

        Assert.Equal((JobStatus.Failed, JobStatus.Failed, s_now), (before?.Status, after.Status, after.CompletedAt));
    }

    [Fact]
    public async Task Job_that_nobody_knows_has_nothing()
    {
        Assert.Null(await _documents.FindAsync("vid_1", CancellationToken.None));
        Assert.Null(await _documents.RequestAsync("vid_1", CancellationToken.None));
        await Assert.ThrowsAsync<InvalidOperationException>(() => _documents.RequireRequestAsync("vid_1", CancellationToken.None));
    }

    [Fact]
    public async Task Members_that_a_newer_version_wrote_are_tolerated()
    {
        await _blobs.PutAsync(
            BlobPaths.JobDocument("vid_1"),
            new { schema = 2, id = "vid_1", status = "timed_out", created_at = s_now, request = Any.Request, future = new { more = 1 } },
            CancellationToken.None);

        var job = await _documents.FindAsync("vid_1", CancellationToken.None);

        Assert.Equal((JobStatus.TimedOut, s_now, 2), (job!.Status, job.CreatedAt, job.Schema));
    }

    private static JobDocument Document(int progress) => new("vid_1", JobStatus.Failed, s_now, Any.Request, progress);
}
