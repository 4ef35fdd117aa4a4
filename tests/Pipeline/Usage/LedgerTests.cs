using Azure.Storage.Blobs;
using VideoPipeline.Jobs;
using VideoPipeline.Pricing;
using VideoPipeline.Storage;
using VideoPipeline.Support;
using VideoPipeline.Usage;
using Xunit;

namespace VideoPipeline.Tests.Usage;

public sealed class InMemoryLedgerTests : LedgerTests
{
    protected override Task<BlobServiceClient> ConnectAsync() => Task.FromResult<BlobServiceClient>(new InMemoryBlobs());
}

[Trait("Needs", "Azurite")]
public sealed class AzuriteLedgerTests : LedgerTests
{
    protected override Task<BlobServiceClient> ConnectAsync() => AzuriteFixture.NewClientAsync();
}

public abstract class LedgerTests : IAsyncLifetime
{
    private static readonly DateOnly s_day = new(2026, 3, 1);
    private static readonly DateTimeOffset s_noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private BlobStore _blobs = null!;
    private Ledger _ledger = null!;

    public async Task InitializeAsync()
    {
        _blobs = new BlobStore(await ConnectAsync());
        await _blobs.CreateContainersAsync(CancellationToken.None);
        _ledger = new Ledger(_blobs);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Record_is_listed_with_its_figures()
    {
        var record = Record("vid_1") with { Bill = Any.Bill(0.123456m) with { Flagged = true }, BatchId = "batch", DearestUsd = 2.5m };

        Assert.Equal(record, await RecordAsync(record));

        Assert.Equal(
            new LedgerEntry(s_day, "tokenhub", "seedance-2.0", "batch", "Succeeded", "tokens", 108_900, 0.123456m, 0.83853m, Flagged: true)
            {
                Job = "vid_1",
                Attempt = 1,
                DearestUsd = 2.5m,
            },
            Assert.Single(await ListAsync(s_day, s_day)));
    }

    [Fact]
    public async Task Record_is_written_once()
    {
        var first = Record("vid_1") with { Bill = Any.Bill(1) };
        await RecordAsync(first);

        var again = await RecordAsync(first with { Bill = Any.Bill(2), SettledAt = s_noon.AddDays(1), Status = AttemptStatus.Failed });

        Assert.Equal((first.Bill, first.SettledAt, first.Status), (again.Bill, again.SettledAt, again.Status));
        Assert.Equal(1, Assert.Single(await ListAsync(s_day, s_day)).AmountUsd);
    }

    [Fact]
    public async Task Concurrent_records_of_one_attempt_are_one()
    {
        var standing = await Task.WhenAll(Enumerable.Range(1, 20).Select(
            n => Task.Run(() => RecordAsync(Record("vid_1") with { Bill = Any.Bill(n) })))).WaitAsync(TimeSpan.FromSeconds(60));

        Assert.Single(standing.Select(record => record.Bill).Distinct());
        Assert.Equal(standing[0].Bill?.AmountUsd, Assert.Single(await ListAsync(s_day, s_day)).AmountUsd);
    }

    [Fact]
    public async Task Attempts_have_records_of_their_own()
    {
        await RecordAsync(Record("vid_1"));
        await RecordAsync(Record("vid_1") with { Attempt = 2 });

        Assert.Equal(2, (await ListAsync(s_day, s_day)).Count);
    }

    [Fact]
    public async Task Attempt_that_cost_nothing_or_has_no_price_is_recorded()
    {
        await RecordAsync(Record("vid_free") with { Bill = Any.Bill(0), Status = AttemptStatus.Failed });
        await RecordAsync(Record("vid_unpriced") with { Quote = null, Bill = null });

        var entries = await ListAsync(s_day, s_day);

        Assert.Equal([0m, 0m], entries.Select(entry => entry.AmountUsd));
        Assert.Equal([("Failed", "tokens", 0.83853m), ("Succeeded", "", 0m)], entries.Select(entry => (entry.Status, entry.Unit, entry.QuotedUsd)));
    }

    [Fact]
    public async Task Record_belongs_to_the_utc_day_of_its_submission()
    {
        (string Job, DateTimeOffset SubmittedAt)[] records =
        [
            ("a", new(2026, 2, 28, 23, 59, 59, TimeSpan.Zero)),
            ("b", new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero)),
            ("c", new(2026, 3, 1, 23, 59, 59, 999, TimeSpan.Zero)),
            ("d", new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero)),
            ("e", new(2026, 3, 2, 5, 0, 0, TimeSpan.FromHours(8))),
        ];
        foreach (var (job, submittedAt) in records)
        {
            await RecordAsync(Record(job) with { SubmittedAt = submittedAt, SettledAt = submittedAt.AddDays(3), Model = job });
        }

        Assert.Equal(["b", "c", "e"], (await ListAsync(s_day, s_day)).Select(entry => entry.Model));
        Assert.Equal(["a", "b", "c", "e", "d"], (await ListAsync(s_day.AddDays(-1), s_day.AddDays(1))).Select(entry => entry.Model));
        Assert.Empty(await ListAsync(s_day.AddDays(2), s_day.AddDays(5)));
        Assert.Empty(await ListAsync(s_day, s_day.AddDays(-1)));
    }

    [Fact]
    public async Task Record_whose_answer_was_lost_is_the_one_that_stands()
    {
        var record = Record("vid_1");
        await RecordAsync(record);

        var again = await RecordAsync(record);

        Assert.Equal((record.Bill, record.Quote, record.TaskId), (again.Bill, again.Quote, again.TaskId));
    }

    [Theory]
    [InlineData("0.000001")]
    [InlineData("0.1")]
    [InlineData("123456789012.123456")]
    [InlineData("0.30")]
    public async Task Amounts_come_back_exactly(string text)
    {
        var amount = decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
        await RecordAsync(Record("vid_1") with { Bill = Any.Bill(amount), Quote = Any.Quote with { AmountUsd = amount } });

        var entry = Assert.Single(await ListAsync(s_day, s_day));

        Assert.Equal((amount, amount), (entry.AmountUsd, entry.QuotedUsd));
    }

    protected abstract Task<BlobServiceClient> ConnectAsync();

    private static LedgerRecord Record(string job) => new(
        job, 1, "tokenhub", "task", AttemptStatus.Succeeded, "seedance-2.0", "text-to-video", s_noon, s_noon.AddMinutes(2), Any.Quote, Any.Bill());

    private Task<LedgerRecord> RecordAsync(LedgerRecord record) => _ledger.RecordAsync(record, CancellationToken.None);

    private async Task<List<LedgerEntry>> ListAsync(DateOnly from, DateOnly to)
    {
        var entries = new List<LedgerEntry>();
        await foreach (var entry in _ledger.ListAsync(from, to, CancellationToken.None))
        {
            entries.Add(entry);
        }

        return entries;
    }
}
