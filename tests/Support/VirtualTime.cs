using VideoPipeline.Support.Actors;

namespace VideoPipeline.Support;

/// <summary>
/// A clock that stands still until it is told to go on. Timers fire in the order in which they are due, on the thread that advances
/// the clock, which shows each of them its own instant.
/// </summary>
public sealed class VirtualTime(DateTimeOffset start) : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly PriorityQueue<(VirtualTimer Timer, long Setting), (long Due, long Order)> _due = new();
    private DateTimeOffset _now = start.ToUniversalTime();
    private long _order;

    /// <summary>Begins at 2026-01-01T00:00:00Z.</summary>
    public VirtualTime()
        : this(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero))
    {
    }

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>When the earliest timer that is set is due; null when none is.</summary>
    public DateTimeOffset? NextTimerDue
    {
        get
        {
            lock (_lock)
            {
                DropOutdated();
                return _due.TryPeek(out _, out var at) ? new DateTimeOffset(at.Due, TimeSpan.Zero) : null;
            }
        }
    }

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
        {
            return _now;
        }
    }

    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new VirtualTimer(this, callback, state, Actor.Current);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Goes on by so much, firing what becomes due on the way.</summary>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        AdvanceTo(GetUtcNow() + by);
    }

    /// <summary>Goes on to an instant, firing what becomes due on the way. One that has passed changes nothing.</summary>
    public void AdvanceTo(DateTimeOffset until)
    {
        while (TakeDue(until) is { } timer)
        {
            timer.Fire();
        }
    }

    /// <summary>Goes on to the next timer and fires all that are due then. False when none is set.</summary>
    public bool AdvanceToNextTimer()
    {
        if (NextTimerDue is not { } due)
        {
            return false;
        }

        AdvanceTo(due);
        return true;
    }

    /// <summary>Goes on to the next timer, no further than this, and fires that one alone. False when none is due until then.</summary>
    public bool FireNext(DateTimeOffset until)
    {
        if (TakeDue(until) is not { } timer)
        {
            return false;
        }

        timer.Fire();
        return true;
    }

    // Known by their types' names, because a delay is not told from a time-out otherwise: one is waited for, the other only looms.
    private static bool Waits(object? state) => state?.GetType().Name is "DelayPromise" or "DelayPromiseWithCancellation";

    private VirtualTimer? TakeDue(DateTimeOffset until)
    {
        lock (_lock)
        {
            DropOutdated();
            if (_due.TryPeek(out var next, out var at) && at.Due <= until.UtcTicks)
            {
                _due.Dequeue();
                _now = at.Due > _now.UtcTicks ? new DateTimeOffset(at.Due, TimeSpan.Zero) : _now;
                next.Timer.Repeat();
                return next.Timer;
            }

            _now = until > _now ? until.ToUniversalTime() : _now;
            return null;
        }
    }

    // Timers that were changed or disposed leave their old settings in the queue.
    private void DropOutdated()
    {
        while (_due.TryPeek(out var next, out _) && next.Timer.Setting != next.Setting)
        {
            _due.Dequeue();
        }
    }

    private sealed class VirtualTimer(VirtualTime time, TimerCallback callback, object? state, Actor? actor) : ITimer
    {
        private readonly bool _waits = Waits(state);
        private TimeSpan _period = Timeout.InfiniteTimeSpan;
        private bool _disposed;

        /// <summary>Counts the changes, so that what an earlier one has queued is known to be void.</summary>
        public long Setting { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime == Timeout.InfiniteTimeSpan)
            {
                actor?.Unset(this);
            }
            else if (actor?.Set(this, _waits) == false)
            {
                return false;
            }

            lock (time._lock)
            {
                if (_disposed)
                {
                    return false;
                }

                _period = period;
                Set(dueTime);
            }

            if (dueTime == TimeSpan.Zero)
            {
                // Due at once, though not within this call: nobody expects a callback there.
                ThreadPool.QueueUserWorkItem(_ => time.AdvanceTo(time.GetUtcNow()));
            }

            return true;
        }

        public void Repeat() => Set(_period > TimeSpan.Zero ? _period : Timeout.InfiniteTimeSpan);

        public void Fire()
        {
            actor?.Unset(this);
            callback(state);
        }

        public void Dispose()
        {
            lock (time._lock)
            {
                _disposed = true;
                Setting++;
            }

            actor?.Unset(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Set(TimeSpan dueTime)
        {
            Setting++;
            if (dueTime != Timeout.InfiniteTimeSpan)
            {
                time._due.Enqueue((this, Setting), ((time._now + dueTime).UtcTicks, time._order++));
            }
        }
    }
}
