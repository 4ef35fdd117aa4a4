namespace VideoPipeline.Tests.Resellers;

/// <summary>A clock whose timers are due at once when they are of the chosen length, and never otherwise.</summary>
internal sealed class SkippingTime(Func<TimeSpan, bool> skipped) : TimeProvider
{
    /// <summary>Skips the waits between retries and lets no timeout strike.</summary>
    public static SkippingTime Waits { get; } = new(due => due <= TimeSpan.FromSeconds(6));

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class Timer(SkippingTime time, TimerCallback callback, object? state) : ITimer
    {
        private volatile bool disposed;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime >= TimeSpan.Zero && dueTime != Timeout.InfiniteTimeSpan && time.skips(dueTime))
            {
                ThreadPool.QueueUserWorkItem(_ =>
                {
                    if (!disposed)
                    {
                        callback(state);
                    }
                });
            }

            return true;
        }

        public void Dispose() => disposed = true;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }

    private readonly Func<TimeSpan, bool> skips = skipped;
}
