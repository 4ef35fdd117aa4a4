using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;
using VideoPipeline.Embedded.DurableTask.Replay;
using VideoPipeline.Embedded.DurableTask.Store;

namespace VideoPipeline.Embedded.DurableTask.Engine;

/// <summary>What the parts of a running engine share, and how a message gets to an instance.</summary>
internal sealed class EngineCore
{
    private readonly WorkQueue<Instance> _turns;
    private readonly WorkQueue<ActivityCall> _activities;
    private StoreReader? _reader;
    private StoreWriter? _writer;
    private long _lastKey;
    private long _lastRow;

    public EngineCore(
        DurableTaskEngineOptions options,
        DurableTaskRegistry registry,
        IServiceProvider services,
        TimeProvider time,
        ILoggerFactory loggerFactory)
    {
        Options = options;
        Registry = registry;
        Services = services;
        Time = time;
        Logger = loggerFactory.CreateLogger("Microsoft.DurableTask");
        Timers = new TimerQueue(time);
        Cache = new ExecutionCache(options.MaxCachedInstances);
        Executions = new ExecutionServices(
            options.DataConverter,
            loggerFactory,
            options.MaximumTimerInterval,
            options.Versioning?.DefaultVersion ?? string.Empty,
            options.FunctionsHost,
            Logger);
        var turns = new TurnRunner(this);
        var activities = new ActivityRunner(this);
        _turns = new WorkQueue<Instance>(options.MaxConcurrentOrchestrations, turns.RunAsync);
        _activities = new WorkQueue<ActivityCall>(options.MaxConcurrentActivities, activities.RunAsync);
    }

    public DurableTaskEngineOptions Options { get; }

    public DurableTaskRegistry Registry { get; }

    public IServiceProvider Services { get; }

    public TimeProvider Time { get; }

    public ILogger Logger { get; }

    public ExecutionServices Executions { get; }

    public InstanceDirectory Directory { get; } = new();

    public TimerQueue Timers { get; }

    public StatusWaiters Waiters { get; } = new();

    public ExecutionCache Cache { get; }

    public PendingWork Work { get; } = new();

    public StoreReader Reader => _reader ?? throw NotStarted();

    public StoreWriter Writer => _writer ?? throw NotStarted();

    public bool IsOpen => _writer is not null;

    /// <summary>Why nothing happens any more; null while the engine lives.</summary>
    public Exception? Death { get; private set; }

    public DateTime UtcNow => Time.GetUtcNow().UtcDateTime;

    public void MarkDead(Exception reason) => Death ??= reason;

    public void ThrowIfDead()
    {
        if (Death is { } death)
        {
            throw new ObjectDisposedException("The engine has ended and answers no calls.", death);
        }
    }

    public void Open(StoreReader reader, StoreWriter writer)
    {
        _reader = reader;
        _writer = writer;
    }

    public void Number(long lastKey, long lastRow)
    {
        _lastKey = lastKey;
        _lastRow = lastRow;
    }

    public long NextKey() => Interlocked.Increment(ref _lastKey);

    public long NextRow() => Interlocked.Increment(ref _lastRow);

    /// <summary>Hands the work to the writer; it counts as pending until it is committed or lost.</summary>
    public void Commit(StoreWork work)
    {
        Work.Begin();
        Writer.Enqueue(work);
    }

    public void StartActivity(ActivityCall call)
    {
        Work.Begin();
        _activities.Enqueue(call);
    }

    /// <summary>Delivers a message; one that comes too late is dropped, like its sender would expect.</summary>
    public void Deliver(Instance instance, Message message)
    {
        lock (instance.Gate)
        {
            if (!instance.IsEnded && Death is null)
            {
                instance.Receive(message);
                WakeUp(instance);
                return;
            }
        }

        if (Death is { } death)
        {
            message.Taken?.TrySetException(death);
        }
        else
        {
            message.Taken?.TrySetResult();
        }
    }

    /// <summary>Call with the instance's gate held.</summary>
    public void WakeUp(Instance instance)
    {
        if (!instance.IsBusy && (!instance.IsDeferred || instance.HasUrgentMail))
        {
            instance.IsBusy = true;
            Work.Begin();
            _turns.Enqueue(instance);
        }
    }

    public void ArmTimer(Instance instance, TimerScheduled timer)
    {
        var generation = instance.Generation;
        void Fire()
        {
            lock (instance.Gate)
            {
                instance.Timers.Remove(timer.Id);
            }

            Deliver(instance, new Message(new TimerFired(timer.Id, UtcNow), generation, 0, null));
        }

        if (timer.FireAt <= UtcNow)
        {
            Fire();
            return;
        }

        lock (instance.Gate)
        {
            instance.Timers[timer.Id] = Timers.Add(timer.FireAt, Fire);
        }
    }

    public void DisarmTimers(Instance instance)
    {
        lock (instance.Gate)
        {
            foreach (var timer in instance.Timers.Values)
            {
                Timers.Cancel(timer);
            }

            instance.Timers.Clear();
        }
    }

    /// <summary>Holds the first turn back until the start time, or lets it run.</summary>
    public void Begin(Instance instance)
    {
        lock (instance.Gate)
        {
            instance.IsBusy = false;
            if (instance.StartAt is { } start && start > UtcNow && !instance.IsStarted && instance.Generation == 0)
            {
                instance.IsDeferred = true;
                instance.Timers[-1] = Timers.Add(start, () => StartDeferred(instance));
            }

            WakeUp(instance);
        }
    }

    /// <summary>Starts nothing any more; what is not on disk is forgotten, as if the process had died.</summary>
    public void Halt(Exception reason)
    {
        MarkDead(reason);
        Timers.Dispose();
        StopActivities();
        foreach (var _ in _turns.Stop())
        {
            Work.End();
        }

        Waiters.Fail(reason);
        foreach (var instance in Directory.All)
        {
            FailWaiting(instance, reason);
        }
    }

    public void StopActivities()
    {
        foreach (var _ in _activities.Stop())
        {
            Work.End();
        }
    }

    private static InvalidOperationException NotStarted() => new("The engine has not been started.");

    private static void FailWaiting(Instance instance, Exception reason)
    {
        lock (instance.Gate)
        {
            foreach (var message in instance.TakeInbox())
            {
                message.Taken?.TrySetException(reason);
            }
        }
    }

    private void StartDeferred(Instance instance)
    {
        lock (instance.Gate)
        {
            instance.Timers.Remove(-1);
            instance.IsDeferred = false;
            WakeUp(instance);
        }
    }
}
