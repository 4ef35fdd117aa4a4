using VideoPipeline.Functions.Videos;
using Xunit;

namespace VideoPipeline.Tests.Functions.Videos;

public sealed class LookScheduleTests
{
    private static readonly DateTimeOffset s_since = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly LookPlan s_plan = new(
        FirstLook: TimeSpan.FromSeconds(20),
        Interval: TimeSpan.FromSeconds(30),
        Growth: 1.5,
        MaxInterval: TimeSpan.FromSeconds(60),
        SafetyInterval: TimeSpan.FromSeconds(120),
        Deadline: TimeSpan.FromSeconds(1000));

    // Seconds after the submit; lastLook null before the first look.
    [Theory]
    [InlineData(0, null, false, null, 20)]
    [InlineData(1, 20.0, false, null, 50)]
    [InlineData(2, 50.0, false, null, 95)]
    [InlineData(3, 95.0, false, null, 155)]
    [InlineData(4, 155.0, false, null, 215)]
    [InlineData(50, 900.0, false, null, 960)]
    [InlineData(1_000_000, 900.0, false, null, 960)]
    // A callback is expected: looks are a safety net
    [InlineData(0, null, true, null, 120)]
    [InlineData(1, 120.0, true, null, 240)]
    [InlineData(9, 500.0, true, null, 620)]
    // Retry-After counts when it is longer
    [InlineData(0, null, false, 5.0, 20)]
    [InlineData(0, null, false, 21.0, 21)]
    [InlineData(2, 50.0, false, 300.0, 350)]
    [InlineData(2, 50.0, true, 300.0, 350)]
    [InlineData(2, 50.0, true, 30.0, 170)]
    // One look at the deadline itself, then as ever
    [InlineData(50, 940.0, false, null, 1000)]
    [InlineData(50, 941.0, false, null, 1000)]
    [InlineData(50, 999.9, false, null, 1000)]
    [InlineData(50, 999.9, false, 5000.0, 1000)]
    [InlineData(50, 990.0, true, null, 1000)]
    [InlineData(50, 1000.0, false, null, 1060)]
    [InlineData(50, 1500.0, false, null, 1560)]
    public void Next_look_follows_from_the_plan(int looks, double? lastLook, bool expectsCallback, double? retryAfter, double expected)
    {
        var next = LookSchedule.Next(
            s_plan,
            s_since,
            looks,
            lastLook is { } last ? s_since.AddSeconds(last) : null,
            expectsCallback,
            retryAfter is { } asked ? TimeSpan.FromSeconds(asked) : null);

        Assert.Equal(s_since.AddSeconds(expected), next);
    }

    [Fact]
    public void First_look_is_not_behind_the_deadline()
    {
        var plan = s_plan with { Deadline = TimeSpan.FromSeconds(60) };

        Assert.Equal(s_since.AddSeconds(60), LookSchedule.Next(plan, s_since, 0, null, expectsCallback: true));
        Assert.Equal(s_since.AddSeconds(60), LookSchedule.Next(plan, s_since, 0, null, expectsCallback: false, TimeSpan.FromHours(1)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Looks_come_in_their_order_and_one_is_at_the_deadline(bool expectsCallback)
    {
        var plan = new PollingOptions().Freeze();
        var looks = new List<DateTimeOffset>();
        do
        {
            looks.Add(LookSchedule.Next(plan, s_since, looks.Count, looks.Count == 0 ? null : looks[^1], expectsCallback));
        }
        while (looks[^1] < s_since + plan.Deadline);

        Assert.Equal(s_since + plan.Deadline, looks[^1]);
        Assert.All(looks.Zip(looks.Skip(1)), pair => Assert.True(pair.First < pair.Second));
        Assert.InRange(looks.Count, expectsCallback ? 30 : 100, expectsCallback ? 31 : 135);
    }

    [Theory]
    [InlineData(0.25)]
    [InlineData(0.4)]
    [InlineData(0.5)]
    public void Videos_are_found_soon_after_they_are_ready_and_with_few_looks(double spread)
    {
        var plan = new PollingOptions().Freeze();
        var random = new Random(1);

        // What was measured of five-second clips: a median of 105 s, never under 83 or over 253.
        var found = Enumerable.Range(0, 1000)
            .Select(_ => Look(plan, TimeSpan.FromSeconds(Math.Clamp(105 * Math.Exp(spread * Normal(random)), 83, 253)))).ToList();
        var looks = found.Select(job => job.Looks).Order().ToList();
        var lags = found.Select(job => job.Lag).Order().ToList();

        Assert.InRange(looks[500], 1, 6);
        Assert.InRange(lags[500], TimeSpan.Zero, TimeSpan.FromSeconds(4));
        Assert.InRange(lags[990], TimeSpan.Zero, TimeSpan.FromSeconds(15));
    }

    private static (int Looks, TimeSpan Lag) Look(LookPlan plan, TimeSpan generation)
    {
        var (looks, at) = (0, s_since);
        while (looks == 0 || at < s_since + generation)
        {
            at = LookSchedule.Next(plan, s_since, looks, looks == 0 ? null : at, expectsCallback: false);
            looks++;
        }

        return (looks, at - s_since - generation);
    }

    // Box and Muller's way to the normal distribution.
    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
