namespace VideoPipeline.DurableTask.Sqlite.Hub;

/// <summary>All timers of a task hub in one heap, behind one timer of the time provider.</summary>
internal sealed class TimerQueue : IDisposable
{
    // A system timer cannot be set further ahead than some seven weeks.
    private static readonly TimeSpan LongestSleep = TimeSpan.FromDays(7);
    private static readonly TimeSpan ShortestSleep = TimeSpan.FromMilliseconds(1);

    private readonly TimeProvider _time;
    private readonly PriorityQueue<DueTimer, (long Due, long Order)> _heap = new();
    private readonly Lock _gate = new();
    private readonly ITimer _alarm;
    private DateTime _alarmAt = DateTime.MaxValue;
    private long _order;
    private int _cancelled;
    private bool _disposed;

    public TimerQueue(TimeProvider time)
    {
        _time = time;
        _alarm = time.CreateTimer(_ => Ring(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public DateTimeOffset? NextDue
    {
        get
        {
            lock (_gate)
            {
                DropCancelled();
                return !_disposed && _heap.TryPeek(out var next, out _) ? new DateTimeOffset(next.Due) : null;
            }
        }
    }

    public DueTimer Add(DateTime due, Action fire)
    {
        var timer = new DueTimer(due, fire);
        lock (_gate)
        {
            _heap.Enqueue(timer, (due.Ticks, _order++));
            SetAlarm();
        }

        return timer;
    }

    public void Cancel(DueTimer timer)
    {
        lock (_gate)
        {
            if (timer.IsOver)
            {
                return;
            }

            timer.IsOver = true;
            _cancelled++;
            if (_cancelled > 1000 && _cancelled > _heap.Count / 2)
            {
                Rebuild();
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
        }

        _alarm.Dispose();
    }

    private void Ring()
    {
        List<DueTimer> due = [];
        lock (_gate)
        {
            _alarmAt = DateTime.MaxValue;
            var now = _time.GetUtcNow().UtcDateTime;
            while (!_disposed && _heap.TryPeek(out var next, out _) && (next.IsOver || next.Due <= now))
            {
                _heap.Dequeue();
                if (next.IsOver)
                {
                    _cancelled--;
                }
                else
                {
                    next.IsOver = true;
                    due.Add(next);
                }
            }
        }

        due.ForEach(timer => timer.Fire());
        lock (_gate)
        {
            SetAlarm();
        }
    }

    private void SetAlarm()
    {
        DropCancelled();
        if (_disposed || !_heap.TryPeek(out var next, out _) || next.Due >= _alarmAt)
        {
            return;
        }

        _alarmAt = next.Due;
        var sleep = next.Due - _time.GetUtcNow().UtcDateTime;
        _alarm.Change(
            sleep <= TimeSpan.Zero ? TimeSpan.Zero : TimeSpan.FromTicks(Math.Clamp(sleep.Ticks, ShortestSleep.Ticks, LongestSleep.Ticks)),
            Timeout.InfiniteTimeSpan);
    }

    private void DropCancelled()
    {
        while (_heap.TryPeek(out var next, out _) && next.IsOver)
        {
            _heap.Dequeue();
            _cancelled--;
        }
    }

    private void Rebuild()
    {
        var live = _heap.UnorderedItems.Where(item => !item.Element.IsOver).ToArray();
        _heap.Clear();
        _heap.EnqueueRange(live);
        _cancelled = 0;
    }
}

/// <summary>One timer; fired or cancelled, it is over.</summary>
internal sealed class DueTimer(DateTime due, Action fire)
{
    public DateTime Due { get; } = due;

    public Action Fire { get; } = fire;

    public bool IsOver { get; set; }
}
