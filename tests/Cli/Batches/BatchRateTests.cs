using VideoPipeline.Cli.Batches;

namespace VideoPipeline.Cli.Tests.Batches;

public sealed class BatchRateTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void There_is_no_rate_before_the_second_look()
    {
        var rate = new BatchRate();

        rate.Add(Start, 100);

        Assert.Null(rate.PerSecond);
        Assert.Null(rate.Left(5));
    }

    [Fact]
    public void The_rate_is_that_of_the_last_half_minute()
    {
        var rate = new BatchRate();
        for (var second = 0; second <= 60; second++)
        {
            // One a second at first, four a second in the last half minute.
            rate.Add(Start.AddSeconds(second), second <= 30 ? second : 30 + (4 * (second - 30)));
        }

        Assert.Equal(4, rate.PerSecond);
        Assert.Equal(TimeSpan.FromSeconds(25), rate.Left(100));
    }

    [Fact]
    public void A_batch_that_stands_still_has_no_ETA()
    {
        var rate = new BatchRate();
        rate.Add(Start, 5);
        rate.Add(Start.AddSeconds(10), 5);

        Assert.Equal(0, rate.PerSecond);
        Assert.Null(rate.Left(5));
    }
}
