using VideoPipeline.Batches;
using VideoPipeline.Jobs;
using Xunit;

namespace VideoPipeline.Tests.Batches;

public sealed class BatchCountingTests
{
    private static readonly DateTimeOffset s_start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_running_wave_is_what_its_lanes_show()
    {
        var state = BatchState.Begin(10, s_start);
        BatchLaneStatus[] lanes =
        [
            new(new BatchTally(Succeeded: 2, Failed: 1, BilledUsd: 1.5m), Item: 4),
            new(new BatchTally(TimedOut: 1), Item: 0),
        ];

        var (counts, billed) = BatchCounting.Count(state, lanes);

        Assert.Equal(new BatchCounts(5, 1, 2, 1, 0, 0, 1), counts);
        Assert.Equal(1.5m, billed);
    }

    [Fact]
    public void An_ended_wave_is_its_tally()
    {
        var state = BatchState.Begin(4, s_start).End(0, new BatchTally(Succeeded: 3, Ambiguous: 1, BilledUsd: 3), cancelled: false, s_start)!;

        Assert.Equal(new BatchCounts(0, 0, 3, 0, 0, 1, 0), BatchCounting.Count(state, []).Counts);
    }

    [Fact]
    public void A_parked_item_that_moves_is_counted_as_what_it_has_become()
    {
        var state = BatchState.Begin(4, s_start).End(0, new BatchTally(Succeeded: 3, Ambiguous: 1, BilledUsd: 3), cancelled: false, s_start)!
            .Move("job", new LateMove(JobStatus.Ambiguous, JobStatus.Succeeded, 0.5m))!;

        var (counts, billed) = BatchCounting.Count(state, []);

        Assert.Equal(new BatchCounts(0, 0, 4, 0, 0, 0, 0), counts);
        Assert.Equal(3.5m, billed);
    }

    [Fact]
    public void The_same_move_told_twice_changes_nothing()
    {
        var move = new LateMove(JobStatus.Ambiguous, JobStatus.Succeeded, 0.5m);

        Assert.Null(BatchState.Begin(4, s_start).Move("job", move)!.Move("job", move));
    }

    [Fact]
    public void A_retry_takes_its_items_out_of_the_failed_ones()
    {
        var state = BatchState.Begin(4, s_start).End(0, new BatchTally(Succeeded: 2, Failed: 2, BilledUsd: 2), cancelled: false, s_start)!
            .Retry(1, 2, s_start)!;

        Assert.Equal(new BatchCounts(1, 1, 2, 0, 0, 0, 0), BatchCounting.Count(state, [new(BatchTally.Empty, Item: 3)]).Counts);

        state = state.End(1, new BatchTally(Succeeded: 1, Failed: 1, BilledUsd: 1), cancelled: false, s_start)!;

        Assert.Equal(new BatchCounts(0, 0, 3, 1, 0, 0, 0), BatchCounting.Count(state, []).Counts);
    }

    [Fact]
    public void A_wave_ends_once_and_a_retry_begins_once()
    {
        var running = BatchState.Begin(1, s_start);
        Assert.Null(running.Retry(1, 1, s_start));

        var ended = running.End(0, new BatchTally(Failed: 1), cancelled: false, s_start)!;
        Assert.Null(ended.End(0, BatchTally.Empty, cancelled: true, s_start));

        var retried = ended.Retry(1, 1, s_start)!;
        Assert.Null(retried.Retry(1, 1, s_start));
        Assert.Null(retried.Retry(2, 1, s_start));
    }

    [Theory]
    [InlineData(10, null)]
    [InlineData(5, 60)]
    [InlineData(0, null)]
    public void The_eta_follows_the_pace_so_far(int left, int? seconds)
    {
        var now = s_start.AddMinutes(1);

        var eta = BatchCounting.Eta(new BatchWave(0, 10, s_start), left, now);

        Assert.Equal(seconds is null ? null : now.AddSeconds(seconds.Value), eta);
    }
}
