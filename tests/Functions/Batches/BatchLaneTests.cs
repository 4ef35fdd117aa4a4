using System.Collections.Concurrent;
using VideoPipeline.Batches;
using VideoPipeline.Functions.Batches;
using VideoPipeline.Functions.Videos;
using VideoPipeline.Functions.Tests.World;
using VideoPipeline.Jobs;

namespace VideoPipeline.Functions.Tests.Batches;

public sealed class BatchLaneTests
{
    private const string Batch = "bat_0123456789abcdef0123456789abcdef";

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData(1, 10)]
    [InlineData(33, 200)]
    [InlineData(500, 1000)]
    public async Task Lanes_run_every_item_once(int lanes, int items)
    {
        var ran = new ConcurrentQueue<int>();

        var tally = await RunAsync(lanes, items, ran, _ => JobStatus.Succeeded);

        Assert.Equal(Enumerable.Range(1, items), ran.Order());
        Assert.Equal(items, tally.Succeeded);
    }

    [Fact]
    public async Task Every_end_is_counted()
    {
        JobStatus[] ends = [JobStatus.Succeeded, JobStatus.Failed, JobStatus.Cancelled, JobStatus.Ambiguous, JobStatus.TimedOut];

        var tally = await RunAsync(3, 25, new(), item => ends[item % ends.Length]);

        Assert.Equal(new BatchTally(5, 5, 5, 5, 5, 25), tally);
    }

    private static async Task<BatchTally> RunAsync(int lanes, int items, ConcurrentQueue<int> ran, Func<int, JobStatus> endOf)
    {
        var book = ClaimBook.Empty;
        var gate = new Lock();
        var worker = new OrchestratorsAlone()
            .Orchestrator<GenerateBatchInput, BatchTally>(BatchGroupOrchestration.Name, BatchGroupOrchestration.RunAsync)
            .Orchestrator<BatchLaneState, BatchTally>(BatchLaneOrchestration.Name, BatchLaneOrchestration.RunAsync)
            .Orchestrator<GenerateVideoInput, VideoResult>(GenerateVideoOrchestration.Name, (_, input) =>
            {
                var item = BatchIds.ItemOf(input.JobId)!.Value.Item;
                ran.Enqueue(item);
                return Task.FromResult(new VideoResult(input.JobId, endOf(item), AmountUsd: 1));
            })
            .Activity<ClaimItemsInput, ClaimedItems>(nameof(ClaimItems), input =>
            {
                lock (gate)
                {
                    book = book.Claim(input.Lane, input.Count, 0, (items + 3) / 4, _ => 0, null) ?? book;
                    return book.Of(input.Lane, input.Count) is { } claim
                        ? new ClaimedItems([.. Enumerable.Range((claim.Block * 4) + 1, Math.Min(4, items - (claim.Block * 4))).Select(item => new ClaimedItem(item))])
                        : new ClaimedItems([]);
                }
            })
            .Activity<EnterItemInput, EnteredItem>(nameof(EnterItem), _ => new EnteredItem());

        return await worker.RunAsync<GenerateBatchInput, BatchTally>(
            BatchGroupOrchestration.Name, new GenerateBatchInput(Batch, 0, lanes, DateTimeOffset.UnixEpoch), s_patience);
    }
}
