using VideoPipeline.Batches;
using Xunit;

namespace VideoPipeline.Tests.Batches;

public sealed class ClaimBookTests
{
    [Fact]
    public void A_repeated_claim_gets_the_same_block()
    {
        var book = Claim(Claim(ClaimBook.Empty, lane: 0, count: 0), lane: 1, count: 0);

        var again = book.Claim(0, 0, 0, blocks: 10, _ => 0, limitUsd: null);

        Assert.Null(again);
        Assert.Equal(0, book.Of(0, 0)!.Block);
        Assert.Equal(1, book.Of(1, 0)!.Block);
    }

    [Fact]
    public void An_old_claim_takes_nothing_when_the_lane_has_gone_on()
    {
        var book = Claim(Claim(ClaimBook.Empty, lane: 0, count: 0), lane: 0, count: 1);

        Assert.Null(book.Claim(0, 0, 0, blocks: 10, _ => 0, limitUsd: null));
        Assert.Null(book.Of(0, 0));
        Assert.Equal(1, book.Of(0, 1)!.Block);
    }

    [Fact]
    public void Nothing_is_left_after_the_last_block()
    {
        var book = Claim(ClaimBook.Empty, lane: 0, count: 0, blocks: 1);

        Assert.Null(book.Claim(1, 0, 0, blocks: 1, _ => 0, limitUsd: null));
        Assert.Null(book.Of(1, 0));
    }

    [Fact]
    public void Every_block_is_claimed_once_whatever_the_order_and_however_often_a_claim_is_repeated()
    {
        var random = new Random(5);
        var book = ClaimBook.Empty;
        var counts = new int[7];
        var taken = new List<int>();
        for (var step = 0; step < 1000; step++)
        {
            var lane = random.Next(counts.Length);
            book = book.Claim(lane, counts[lane], 0, blocks: 60, _ => 0, limitUsd: null) ?? book;
            var claim = book.Of(lane, counts[lane]);
            if (claim is not null && random.Next(3) > 0)
            {
                taken.Add(claim.Block);
                counts[lane]++;
            }
        }

        Assert.Equal(Enumerable.Range(0, 60), taken.Order());
    }

    [Fact]
    public void A_block_that_does_not_fit_is_refused_and_takes_nothing_of_the_limit()
    {
        decimal[] quotes = [6, 6, 4];
        var book = ClaimBook.Empty;
        for (var count = 0; count < 3; count++)
        {
            book = book.Claim(0, count, 0, blocks: 3, block => quotes[block], limitUsd: 10)!;
            Assert.Equal(count == 1, book.Of(0, count)!.Refused);
        }

        Assert.Equal(10, book.CommittedUsd);
    }

    [Theory]
    [InlineData(-3, false)]
    [InlineData(0, true)]
    public void Bills_take_the_place_of_quotes(int correction, bool refused)
    {
        var book = ClaimBook.Empty.Claim(0, 0, 0, blocks: 2, _ => 6, limitUsd: 10)!;

        book = book.Claim(0, 1, correction, blocks: 2, _ => 6, limitUsd: 10)!;

        Assert.Equal(refused, book.Of(0, 1)!.Refused);
    }

    private static ClaimBook Claim(ClaimBook book, int lane, int count, int blocks = 10) =>
        book.Claim(lane, count, 0, blocks, _ => 0, limitUsd: null)!;
}
