using VideoPipeline.Batches;
using Xunit;

namespace VideoPipeline.Tests.Batches;

public sealed class BatchIdsTests
{
    private const string Batch = "bat_0123456789abcdef0123456789abcdef";

    [Theory]
    [InlineData(1, 0, Batch + "-000001")]
    [InlineData(10000, 0, Batch + "-010000")]
    [InlineData(17, 2, Batch + "-000017-r2")]
    public void A_job_id_tells_batch_item_and_wave(int item, int wave, string expected)
    {
        var job = BatchIds.Job(Batch, item, wave);

        Assert.Equal(expected, job);
        Assert.Equal(new BatchItemRef(Batch, item, wave), BatchIds.ItemOf(job));
    }

    [Theory]
    [InlineData("vid_0123456789abcdef0123456789abcdef")]
    [InlineData(Batch)]
    [InlineData(Batch + "-lane-001")]
    [InlineData(Batch + "-000001-r")]
    [InlineData(Batch + "-000001-r1-r2")]
    public void Other_ids_are_no_items(string id) => Assert.Null(BatchIds.ItemOf(id));

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void The_root_of_a_wave_tells_which(int wave) => Assert.Equal(new BatchWaveRef(Batch, wave), BatchIds.WaveOf(BatchIds.Root(Batch, wave)));

    [Theory]
    [InlineData(Batch + "-000001")]
    [InlineData(Batch + "-000001-r1")]
    [InlineData(Batch + "-lane-001")]
    [InlineData(Batch + "-r1-lane-001")]
    [InlineData(Batch + "-group-032")]
    public void Items_lanes_and_groups_are_no_roots(string id) => Assert.Null(BatchIds.WaveOf(id));

    [Theory]
    [InlineData(Batch + "-lane-001", 0)]
    [InlineData(Batch + "-r12-lane-001", 12)]
    [InlineData(Batch + "-r1-group-032", 1)]
    public void A_lane_or_group_tells_its_wave(string id, int wave) => Assert.Equal(new BatchWaveRef(Batch, wave), BatchIds.WaveOfPart(id));

    [Theory]
    [InlineData(Batch)]
    [InlineData(Batch + "-r1")]
    [InlineData(Batch + "-000001")]
    [InlineData(Batch + "-000001-followup-1")]
    public void Roots_and_items_are_no_parts(string id) => Assert.Null(BatchIds.WaveOfPart(id));

    [Fact]
    public void A_new_id_is_valid() => Assert.True(BatchIds.IsValid(BatchIds.New(DateTimeOffset.UnixEpoch)));

    [Theory]
    [InlineData("")]
    [InlineData("../batch")]
    [InlineData(Batch + "/x")]
    [InlineData(Batch + "\n")]
    public void Anything_else_is_not_valid(string id) => Assert.False(BatchIds.IsValid(id));

    [Fact]
    public void Lanes_of_one_wave_are_never_taken_for_those_of_another()
    {
        Assert.StartsWith(BatchIds.LanePrefix(Batch, 1), BatchIds.LanePrefix(Batch, 1) + "000", StringComparison.Ordinal);
        Assert.DoesNotContain(
            Enumerable.Range(0, 20).Where(wave => wave != 1),
            wave => (BatchIds.LanePrefix(Batch, wave) + "000").StartsWith(BatchIds.LanePrefix(Batch, 1), StringComparison.Ordinal));
    }
}
