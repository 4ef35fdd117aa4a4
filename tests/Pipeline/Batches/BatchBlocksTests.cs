using VideoPipeline.Batches;
using Xunit;

namespace VideoPipeline.Tests.Batches;

public sealed class BatchBlocksTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 500)]
    [InlineData(7, 2)]
    [InlineData(1_000, 20)]
    [InlineData(10_000, 64)]
    public void Every_item_is_in_one_block(int items, int lanes)
    {
        var all = Enumerable.Range(0, items).ToArray();

        Assert.Equal(all, BatchBlocks.Divide(items, lanes).SelectMany(block => all[block]));
    }

    [Fact]
    public void Blocks_are_large_first_and_single_items_last()
    {
        int[] sizes = [.. BatchBlocks.Divide(1_000, 20).Select(block => block.End.Value - block.Start.Value)];

        Assert.Equal(8, sizes[0]);
        Assert.All(sizes[^40..], size => Assert.Equal(1, size));
        Assert.Equal(sizes.OrderDescending(), sizes);
    }

    [Fact]
    public void Few_items_go_to_as_many_lanes_as_there_are() => Assert.Equal(30, BatchBlocks.Divide(30, 20).Count);
}
