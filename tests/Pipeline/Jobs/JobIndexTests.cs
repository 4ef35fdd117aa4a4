using Azure;
using Azure.Storage.Blobs;
using VideoPipeline.Jobs;
using VideoPipeline.Storage;
using VideoPipeline.Support;
using Xunit;

namespace VideoPipeline.Tests.Jobs;

public sealed class InMemoryJobIndexTests : JobIndexTests
{
    protected override Task<BlobServiceClient> ConnectAsync() => Task.FromResult<BlobServiceClient>(new InMemoryBlobs());

    [Fact]
    public async Task Cursor_of_somebody_else_is_refused()
    {
        await AddAsync(3);

        var refusal = await Assert.ThrowsAsync<RequestFailedException>(
            () => Index.ListAsync(new JobFilter(), "no cursor", 2, CancellationToken.None));

        Assert.Equal(400, refusal.Status);
    }
}

[Trait("Needs", "Azurite")]
public sealed class AzuriteJobIndexTests : JobIndexTests
{
    protected override Task<BlobServiceClient> ConnectAsync() => AzuriteFixture.NewClientAsync();
}

public abstract class JobIndexTests : IAsyncLifetime
{
    private static readonly DateTimeOffset s_start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private BlobStore _blobs = null!;

    protected JobIndex Index { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        _blobs = new BlobStore(await ConnectAsync());
        await _blobs.CreateContainersAsync(CancellationToken.None);
        Index = new JobIndex(_blobs);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Nothing_is_listed_at_first()
    {
        var page = await Index.ListAsync(new JobFilter(), null, 10, CancellationToken.None);

        Assert.Empty(page.Entries);
        Assert.Null(page.Cursor);
    }

    [Fact]
    public async Task Newest_come_first()
    {
        DateTimeOffset[] times =
        [
            s_start, s_start.AddTicks(1), s_start.AddSeconds(1), s_start.AddYears(-10), s_start.AddYears(50), new(2026, 1, 1, 5, 0, 0, TimeSpan.FromHours(6)),
        ];
        foreach (var time in times)
        {
            await Index.AddAsync(Job($"vid_{time.UtcTicks}", time), CancellationToken.None);
        }

        var page = await Index.ListAsync(new JobFilter(), null, 100, CancellationToken.None);

        Assert.Equal(times.OrderByDescending(time => time), page.Entries.Select(entry => entry.CreatedAt));
        Assert.All(page.Entries, entry => Assert.Equal($"vid_{entry.CreatedAt.UtcTicks}", entry.Id));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(20)]
    [InlineData(21)]
    public async Task Pages_make_up_the_whole(int limit)
    {
        await AddAsync(20);

        var listed = await PagesAsync(new JobFilter(), limit);

        Assert.Equal(Enumerable.Range(0, 20).Reverse().Select(Id), listed);
    }

    [Fact]
    public async Task Jobs_that_come_in_between_move_no_page()
    {
        await AddAsync(6);
        var first = await Index.ListAsync(new JobFilter(), null, 3, CancellationToken.None);
        await Index.AddAsync(Job("vid_new", s_start.AddHours(1)), CancellationToken.None);

        var second = await Index.ListAsync(new JobFilter(), first.Cursor, 3, CancellationToken.None);

        Assert.Equal([Id(5), Id(4), Id(3)], first.Entries.Select(entry => entry.Id));
        Assert.Equal([Id(2), Id(1), Id(0)], second.Entries.Select(entry => entry.Id));
    }

    [Fact]
    public async Task Filters_find_all_that_match_and_nothing_else()
    {
        await AddAsync(24);
        for (var n = 0; n < 24; n += 3)
        {
            await Index.UpdateAsync(Number(n), JobStatus.Succeeded, "tokenlab", CancellationToken.None);
        }

        Assert.Equal(8, (await PagesAsync(new JobFilter(JobStatus.Succeeded), 5)).Count);
        Assert.Equal(16, (await PagesAsync(new JobFilter(JobStatus.Queued), 5)).Count);
        Assert.Equal(8, (await PagesAsync(new JobFilter(Provider: "tokenlab"), 5)).Count);
        Assert.Equal(12, (await PagesAsync(new JobFilter(BatchId: "even"), 5)).Count);
        Assert.Equal([Id(18), Id(12), Id(6), Id(0)], await PagesAsync(new JobFilter(JobStatus.Succeeded, "tokenlab", "even"), 1));
        Assert.Empty(await PagesAsync(new JobFilter(JobStatus.Failed), 5));
        Assert.Equal([Id(23), Id(22), Id(21)], await PagesAsync(new JobFilter(CreatedAfter: s_start.AddMinutes(20)), 2));
        Assert.Equal([Id(21)], await PagesAsync(new JobFilter(JobStatus.Succeeded, CreatedAfter: s_start.AddMinutes(20)), 2));
        Assert.Empty(await PagesAsync(new JobFilter(CreatedAfter: s_start.AddMinutes(23)), 2));
    }

    [Fact]
    public async Task Adding_again_does_not_undo_an_update()
    {
        await Index.AddAsync(Number(0), CancellationToken.None);
        await Index.UpdateAsync(Number(0), JobStatus.Succeeded, "tokenlab", CancellationToken.None);

        await Index.AddAsync(Number(0), CancellationToken.None);

        var entry = Assert.Single((await Index.ListAsync(new JobFilter(), null, 10, CancellationToken.None)).Entries);
        Assert.Equal((Id(0), s_start, JobStatus.Succeeded, "tokenlab", "even"), (entry.Id, entry.CreatedAt, entry.Status, entry.Provider, entry.BatchId));
    }

    [Fact]
    public async Task Correction_gives_way_to_a_job_that_has_moved_meanwhile()
    {
        await AddAsync(2);
        var (later, earlier) = ((await Index.ListAsync(new JobFilter(), null, 10, CancellationToken.None)).Entries is [var a, var b]) ? (a, b) : default;
        await Index.UpdateAsync(Number(1), JobStatus.Storing, "tokenlab", CancellationToken.None);

        await Index.CorrectAsync(later, Number(1), JobStatus.Running, "tokenlab", CancellationToken.None);
        await Index.CorrectAsync(earlier, Number(0), JobStatus.Running, "tokenlab", CancellationToken.None);

        Assert.Equal([Id(1)], await PagesAsync(new JobFilter(JobStatus.Storing), 10));
        Assert.Equal([Id(0)], await PagesAsync(new JobFilter(JobStatus.Running), 10));
    }

    [Fact]
    public async Task What_is_over_is_not_among_what_may_move()
    {
        foreach (var status in Enum.GetValues<JobStatus>())
        {
            await Index.AddAsync(Number((int)status), CancellationToken.None);
            await Index.UpdateAsync(Number((int)status), status, "tokenhub", CancellationToken.None);
        }

        var moving = await PagesAsync(new JobFilter(MayMove: true), 10);

        Assert.Equal(Enum.GetValues<JobStatus>().Where(status => !status.IsFinal).Select(status => Id((int)status)).Order(), moving.Order());
    }

    [Fact]
    public async Task Every_status_can_be_listed()
    {
        foreach (var status in Enum.GetValues<JobStatus>())
        {
            await Index.AddAsync(Number((int)status), CancellationToken.None);
            await Index.UpdateAsync(Number((int)status), status, "tokenhub", CancellationToken.None);
        }

        foreach (var status in Enum.GetValues<JobStatus>())
        {
            Assert.Equal([Id((int)status)], await PagesAsync(new JobFilter(status), 10));
        }
    }

    protected abstract Task<BlobServiceClient> ConnectAsync();

    protected Task AddAsync(int count) =>
        Task.WhenAll(Enumerable.Range(0, count).Select(n => Index.AddAsync(Number(n), CancellationToken.None)));

    private static string Id(int number) => $"vid_{number:00}";

    private static JobRequest Number(int number) =>
        Job(Id(number), s_start.AddMinutes(number)) with { BatchId = number % 2 == 0 ? "even" : null };

    private static JobRequest Job(string id, DateTimeOffset createdAt) => new(id, createdAt, Any.Request);

    private async Task<List<string>> PagesAsync(JobFilter filter, int limit)
    {
        var listed = new List<string>();
        string? cursor = null;
        do
        {
            var page = await Index.ListAsync(filter, cursor, limit, CancellationToken.None);
            Assert.InRange(page.Entries.Count, 0, limit);
            listed.AddRange(page.Entries.Select(entry => entry.Id));
            cursor = page.Cursor;
        }
        while (cursor is not null);
        return listed;
    }
}
