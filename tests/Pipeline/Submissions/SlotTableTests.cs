using VideoPipeline.Batches;
using VideoPipeline.Submissions;
using Xunit;

namespace VideoPipeline.Tests.Submissions;

public sealed class SlotTableTests
{
    private const string Large = "bat_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    private const string Small = "bat_bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";

    private static readonly DateTimeOffset s_now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan s_lease = TimeSpan.FromHours(1);

    [Fact]
    public void Key_has_one_slot_however_often_it_asks()
    {
        var table = Ask(SlotTable.Empty, Key(Large, 1), limit: 2);

        Assert.Null(table.Ask(Key(Large, 1), 2, s_now, s_now + s_lease));
        Assert.Single(table.Holders);
    }

    [Fact]
    public void No_more_than_the_limit_hold_slots()
    {
        var table = Enumerable.Range(1, 10).Aggregate(SlotTable.Empty, (all, item) => Ask(all, Key(Large, item), limit: 4));

        Assert.Equal(4, table.Holders.Count);
    }

    [Fact]
    public void Slot_that_is_never_given_back_is_free_after_its_lease()
    {
        var table = Ask(SlotTable.Empty, Key(Large, 1), limit: 1);

        var later = table.Ask(Key(Large, 2), 1, s_now + s_lease, s_now + (2 * s_lease));

        Assert.Equal([Key(Large, 2)], later!.Holders.Keys);
    }

    [Fact]
    public void Free_slot_is_left_to_a_waiting_batch_that_holds_fewer()
    {
        var full = Enumerable.Range(1, 4).Aggregate(SlotTable.Empty, (all, item) => Ask(all, Key(Large, item), limit: 4));
        var waited = Ask(full, Key(Small, 1), limit: 4);
        var free = waited.Release(Key(Large, 1))!;

        Assert.DoesNotContain(Key(Large, 5), Ask(free, Key(Large, 5), limit: 4).Holders.Keys);
        Assert.Contains(Key(Small, 1), Ask(free, Key(Small, 1), limit: 4).Holders.Keys);
    }

    [Fact]
    public void Free_slot_is_anybody_s_when_shares_are_equal()
    {
        var table = new[] { Key(Large, 1), Key(Small, 1) }.Aggregate(SlotTable.Empty, (all, key) => Ask(all, key, limit: 2));
        var waited = Ask(table, Key(Small, 2), limit: 2);

        Assert.Contains(Key(Large, 2), Ask(waited.Release(Key(Large, 1))!, Key(Large, 2), limit: 2).Holders.Keys);
    }

    [Fact]
    public void Nothing_is_kept_for_a_batch_that_no_longer_asks()
    {
        var full = Ask(SlotTable.Empty, Key(Large, 1), limit: 1);
        var waited = Ask(full, Key(Small, 1), limit: 1);
        var later = s_now + (3 * SlotTable.AskAgain);

        var table = waited.Ask(Key(Large, 2), 2, later, later + s_lease);

        Assert.Contains(Key(Large, 2), table!.Holders.Keys);
        Assert.Empty(table.Waiting!);
    }

    [Fact]
    public void Waiting_lanes_of_one_batch_write_once_in_a_while()
    {
        var full = Ask(SlotTable.Empty, Key(Large, 1), limit: 1);
        var waited = Ask(full, Key(Small, 1), limit: 1);

        Assert.Null(waited.Ask(Key(Small, 2), 1, s_now + TimeSpan.FromSeconds(1), s_now + s_lease));
        Assert.NotNull(waited.Ask(Key(Small, 2), 1, s_now + TimeSpan.FromSeconds(3), s_now + s_lease));
    }

    [Fact]
    public void Jobs_of_no_batch_share_among_themselves()
    {
        var table = Enumerable.Range(1, 3).Aggregate(SlotTable.Empty, (all, item) => Ask(all, $"vid_{item}.1", limit: 3));
        var waited = Ask(table, Key(Small, 1), limit: 3).Release("vid_1.1")!;

        Assert.DoesNotContain("vid_4.1", Ask(waited, "vid_4.1", limit: 3).Holders.Keys);
    }

    private static SlotTable Ask(SlotTable table, string key, int limit) => table.Ask(key, limit, s_now, s_now + s_lease) ?? table;

    private static string Key(string batch, int item) => BatchIds.Job(batch, item, 0) + ".1";
}
