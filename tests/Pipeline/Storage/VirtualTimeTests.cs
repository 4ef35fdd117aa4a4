using VideoPipeline.Support;
using Xunit;

namespace VideoPipeline.Tests.Storage;

/// <summary>The clock that tests trust.</summary>
public sealed class VirtualTimeTests
{
    private readonly VirtualTime _time = new();
    private readonly List<string> _fired = [];

    [Fact]
    public void Timers_fire_in_the_order_of_their_instants()
    {
        var start = _time.GetUtcNow();
        Set("late", 30);
        Set("early", 10);
        Set("early too", 10);

        Assert.Equal(start.AddSeconds(10), _time.NextTimerDue);
        _time.Advance(TimeSpan.FromSeconds(9));
        Assert.Empty(_fired);
        _time.Advance(TimeSpan.FromSeconds(60));

        Assert.Equal(["early@10", "early too@10", "late@30"], _fired);
        Assert.Equal(start.AddSeconds(69), _time.GetUtcNow());
        Assert.Null(_time.NextTimerDue);

        void Set(string name, int seconds) => _time.CreateTimer(
            _ => _fired.Add($"{name}@{(_time.GetUtcNow() - start).TotalSeconds}"), null, TimeSpan.FromSeconds(seconds), Timeout.InfiniteTimeSpan);
    }

    [Fact]
    public void Timer_repeats_until_it_is_disposed()
    {
        var timer = _time.CreateTimer(_ => _fired.Add("tick"), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2));

        _time.Advance(TimeSpan.FromSeconds(5));
        timer.Dispose();
        _time.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(3, _fired.Count);
        Assert.False(timer.Change(TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan));
        Assert.Null(_time.NextTimerDue);
    }

    [Fact]
    public void Changed_timer_fires_at_its_new_instant_only()
    {
        var timer = _time.CreateTimer(_ => _fired.Add("tick"), null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        timer.Change(TimeSpan.FromSeconds(10), Timeout.InfiniteTimeSpan);

        _time.Advance(TimeSpan.FromSeconds(9));
        Assert.Empty(_fired);
        Assert.True(_time.AdvanceToNextTimer());

        Assert.Single(_fired);
        Assert.False(_time.AdvanceToNextTimer());
    }

    [Fact]
    public async Task Delays_and_timeouts_follow_the_clock()
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(1), _time);
        var delay = Task.Delay(TimeSpan.FromMinutes(2), _time);
        var stamp = _time.GetTimestamp();

        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.True(timeout.IsCancellationRequested);
        Assert.False(delay.IsCompleted);
        _time.Advance(TimeSpan.FromMinutes(1));

        await delay.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(TimeSpan.FromMinutes(2), _time.GetElapsedTime(stamp));
    }

    [Fact]
    public async Task Timer_that_is_due_at_once_fires_without_an_advance()
    {
        var fired = new TaskCompletionSource();
        await using var timer = _time.CreateTimer(_ => fired.SetResult(), null, TimeSpan.Zero, Timeout.InfiniteTimeSpan);

        await fired.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public void Clock_does_not_go_back()
    {
        var now = _time.GetUtcNow();

        _time.AdvanceTo(now.AddDays(-1));

        Assert.Equal(now, _time.GetUtcNow());
        Assert.Throws<ArgumentOutOfRangeException>(() => _time.Advance(TimeSpan.FromTicks(-1)));
    }
}
