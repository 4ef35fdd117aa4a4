using VideoPipeline.Submissions;
using Xunit;

namespace VideoPipeline.Tests.Submissions;

public sealed class PaceStateTests
{
    private static readonly DateTimeOffset s_now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan s_moment = TimeSpan.FromMilliseconds(20);

    [Theory]
    [InlineData(16, 16 * PaceState.Decrease)]
    [InlineData(0, PaceState.FirstGuess * PaceState.Decrease)]
    [InlineData(0.01, PaceState.FirstGuess * PaceState.Decrease)]
    [InlineData(10_000, PaceState.Ceiling)]
    public void The_first_429_slows_what_was_sent_and_no_process_that_sent_little_slows_all(double observed, double expected) =>
        Assert.Equal(expected, PaceState.Unlimited.SlowDown(s_now, TimeSpan.Zero, observed).PerSecond);

    [Fact]
    public void A_burst_of_429s_counts_once()
    {
        var state = PaceState.Unlimited.SlowDown(s_now, TimeSpan.FromSeconds(1), 16);

        var after = Enumerable.Range(0, 20).Aggregate(state, (each, i) => each.SlowDown(s_now.AddMilliseconds(i), TimeSpan.FromSeconds(1), 16));

        Assert.Equal(16 * PaceState.Decrease, after.PerSecond);
    }

    [Fact]
    public void The_next_429_slows_it_again()
    {
        var state = PaceState.Unlimited.SlowDown(s_now, TimeSpan.FromSeconds(1), 16);
        var later = s_now.AddSeconds(11);

        var after = state.SlowDown(later, TimeSpan.FromSeconds(1), 16);

        Assert.Equal(state.Rate(later) * PaceState.Decrease, after.PerSecond);
    }

    [Fact]
    public void Time_without_a_429_adds_to_the_rate_until_there_is_no_limit()
    {
        var state = PaceState.Unlimited.SlowDown(s_now, TimeSpan.FromSeconds(5), 10);

        Assert.Equal(7, state.Rate(s_now.AddSeconds(5)));
        Assert.Equal(7 + (60 * PaceState.Increase), state.Rate(s_now.AddSeconds(65)), 6);
        Assert.True(state.IsLimited(s_now.AddSeconds(65)));
        Assert.False(state.IsLimited(s_now.AddHours(1)));
        Assert.Equal((null, null), state.Take("a", s_now.AddHours(1), s_moment));
    }

    [Fact]
    public void Turns_follow_one_another_ever_faster_after_what_the_provider_asked_for()
    {
        var state = PaceState.Unlimited.SlowDown(s_now, TimeSpan.FromSeconds(10), 4);
        var turns = new List<double>();
        foreach (var key in Enumerable.Range(0, 40).Select(i => $"{i}"))
        {
            (var after, var turn) = state.Take(key, s_now, s_moment);
            state = after!;
            turns.Add((turn!.Value - s_now).TotalSeconds);
        }

        var gaps = turns.Zip(turns.Skip(1), (a, b) => b - a).ToList();
        Assert.InRange(turns[0], 10, 10.4);
        Assert.InRange(gaps[0], 1 / PaceState.FirstGuess, 1 / (PaceState.FirstGuess * PaceState.Decrease));
        Assert.All(gaps.Zip(gaps.Skip(1)), pair => Assert.True(pair.Second < pair.First));
    }

    [Fact]
    public void A_turn_is_given_once_and_is_good_when_its_owner_comes()
    {
        var state = PaceState.Unlimited.SlowDown(s_now, TimeSpan.FromSeconds(10), 4);
        (var waiting, var due) = state.Take("a", s_now, s_moment);

        Assert.Equal((null, due), waiting!.Take("a", s_now.AddSeconds(3), s_moment));

        var (after, turn) = waiting.Take("a", due!.Value, s_moment);
        Assert.Null(turn);
        Assert.Empty(after!.Tickets);
    }

    [Fact]
    public void A_429_holds_back_those_who_wait_already_and_keeps_their_order()
    {
        var state = PaceState.Unlimited.SlowDown(s_now, TimeSpan.FromSeconds(1), 4).Take("a", s_now, s_moment).After!.Take("b", s_now, s_moment).After!
            .SlowDown(s_now.AddMilliseconds(500), TimeSpan.FromSeconds(30), 4);

        var (a, b) = (state.Take("a", s_now.AddSeconds(2), s_moment).Turn!.Value, state.Take("b", s_now.AddSeconds(2), s_moment).Turn!.Value);

        Assert.InRange(a, s_now.AddSeconds(30.5), s_now.AddSeconds(31));
        Assert.InRange(b - a, TimeSpan.FromSeconds(0.2), TimeSpan.FromSeconds(0.5));
    }

    [Fact]
    public void A_turn_whose_owner_never_comes_is_forgotten()
    {
        var state = PaceState.Unlimited.SlowDown(s_now, TimeSpan.FromSeconds(1), 1).Take("a", s_now, s_moment).After!;

        var after = state.Take("b", s_now.AddMinutes(4), s_moment).After!;

        Assert.DoesNotContain("a", after.Tickets.Keys);
    }

    // A provider that lets so many pass a second, with a bucket for two seconds' worth, and asks for one second when it is empty.
    [Theory]
    [InlineData(60, 60, 6)]
    [InlineData(600, 600 / 1.8, 30)]
    public void A_crowd_gets_through_a_limit_of_two_a_second_with_few_refusals(int items, double within, int refusals)
    {
        const double Limit = 2;
        const int AtOnce = 20;
        var (state, tokens, filled, refused, taken) = (PaceState.Unlimited, 2 * Limit, 0.0, 0, 0);
        var asks = new PriorityQueue<int, (double At, int Number)>(Enumerable.Range(0, AtOnce).Select(item => (item, (0.0, item))));
        var (begun, at) = (AtOnce, 0.0);
        for (var number = AtOnce; taken < items; number++)
        {
            Assert.True(asks.TryDequeue(out var item, out var due));
            at = due.At;
            (var after, var turn) = state.Take($"{item}", s_now.AddSeconds(at), s_moment);
            state = after ?? state;
            if (turn is { } later)
            {
                asks.Enqueue(item, ((later - s_now).TotalSeconds, number));
                continue;
            }

            (tokens, filled) = (Math.Min(2 * Limit, tokens + ((at - filled) * Limit)), at);
            if (tokens < 1)
            {
                refused++;
                state = state.SlowDown(s_now.AddSeconds(at), TimeSpan.FromSeconds(1), 0);
                asks.Enqueue(item, (at + 1, number));
                continue;
            }

            (tokens, taken) = (tokens - 1, taken + 1);
            if (begun < items)
            {
                // A lane that is free again takes its next item.
                asks.Enqueue(begun++, (at + 5, number));
            }
        }

        Assert.InRange(at, items / Limit / 1.2, within);
        Assert.InRange(refused, 1, refusals);
    }
}
