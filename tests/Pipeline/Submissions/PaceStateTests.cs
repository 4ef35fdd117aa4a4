using VideoPipeline.Submissions;
using Xunit;

namespace VideoPipeline.Tests.Submissions;

public sealed class PaceStateTests
{
    private static readonly DateTimeOffset s_now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan s_moment = TimeSpan.FromMilliseconds(20);

    [Theory]
    [InlineData(16, 8)]
    [InlineData(0, PaceState.FirstGuess / 2)]
    [InlineData(0.01, PaceState.Slowest)]
    [InlineData(10_000, PaceState.Ceiling)]
    public void The_first_429_halves_what_was_sent(double observed, double expected) =>
        Assert.Equal(expected, PaceState.Unlimited.SlowDown(s_now, TimeSpan.Zero, observed).PerSecond);

    [Fact]
    public void A_burst_of_429s_counts_once()
    {
        var state = PaceState.Unlimited.SlowDown(s_now, TimeSpan.FromSeconds(1), 16);

        var after = Enumerable.Range(0, 20).Aggregate(state, (each, i) => each.SlowDown(s_now.AddMilliseconds(i), TimeSpan.FromSeconds(1), 16));

        Assert.Equal(8, after.PerSecond);
    }

    [Fact]
    public void The_next_429_halves_again()
    {
        var state = PaceState.Unlimited.SlowDown(s_now, TimeSpan.FromSeconds(1), 16);
        var later = s_now.AddSeconds(11);

        var after = state.SlowDown(later, TimeSpan.FromSeconds(1), 16);

        Assert.Equal(state.Rate(later) / 2, after.PerSecond);
    }

    [Fact]
    public void Time_without_a_429_adds_to_the_rate_until_there_is_no_limit()
    {
        var state = PaceState.Unlimited.SlowDown(s_now, TimeSpan.FromSeconds(5), 16);

        Assert.Equal(8, state.Rate(s_now.AddSeconds(5)));
        Assert.Equal(8 + (60 * PaceState.Increase), state.Rate(s_now.AddSeconds(65)), 6);
        Assert.True(state.IsLimited(s_now.AddSeconds(65)));
        Assert.False(state.IsLimited(s_now.AddHours(1)));
        Assert.Equal((null, null), state.Take("a", s_now.AddHours(1), s_moment));
    }

    [Fact]
    public void Turns_follow_one_another_after_what_the_provider_asked_for()
    {
        var state = PaceState.Unlimited.SlowDown(s_now, TimeSpan.FromSeconds(10), 4);
        var turns = new List<DateTimeOffset?>();
        foreach (var key in (string[])["a", "b", "c"])
        {
            (var after, var turn) = state.Take(key, s_now, s_moment);
            state = after!;
            turns.Add(turn);
        }

        Assert.Equal([s_now.AddSeconds(10), s_now.AddSeconds(10.5), s_now.AddSeconds(11)], turns);
    }

    [Fact]
    public void A_turn_is_given_once_and_is_good_when_its_owner_comes()
    {
        var state = PaceState.Unlimited.SlowDown(s_now, TimeSpan.FromSeconds(10), 4).Take("a", s_now, s_moment).After!;

        Assert.Equal((null, s_now.AddSeconds(10)), state.Take("a", s_now.AddSeconds(3), s_moment));

        var (after, turn) = state.Take("a", s_now.AddSeconds(10), s_moment);
        Assert.Null(turn);
        Assert.Empty(after!.Turns);
    }

    [Fact]
    public void A_wait_that_the_provider_asks_for_later_holds_for_turns_that_were_given_before()
    {
        var state = PaceState.Unlimited.SlowDown(s_now, TimeSpan.FromSeconds(1), 4).Take("a", s_now, s_moment).After!
            .SlowDown(s_now.AddMilliseconds(500), TimeSpan.FromSeconds(30), 4);

        Assert.Equal(s_now.AddSeconds(30.5), state.Take("a", s_now.AddSeconds(2), s_moment).Turn);
    }

    [Fact]
    public void A_turn_whose_owner_never_comes_is_forgotten()
    {
        var state = PaceState.Unlimited.SlowDown(s_now, TimeSpan.FromSeconds(1), 1).Take("a", s_now, s_moment).After!;

        var after = state.Take("b", s_now.AddMinutes(4), s_moment).After!;

        Assert.DoesNotContain("a", after.Turns.Keys);
    }
}
