using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Microsoft.DurableTask.Protobuf;

namespace VideoPipeline.Support.TaskHub;

/// <summary>
/// A task hub in memory and in virtual time. It outlives the processes that work on it: what a life has not committed is there for
/// the next, because a message leaves its queue only at commit.
/// </summary>
public sealed class TaskHub(TimeProvider time)
{
    private readonly Dictionary<string, HubInstance> _instances = new(StringComparer.Ordinal);
    private readonly List<HubInstance> _ready = [];
    private readonly List<HubActivity> _activities = [];
    private readonly HashSet<object> _open = [];
    private long _order;
    private long _executions;

    /// <summary>Which versions of orchestrations run here; by default all.</summary>
    public HubVersions Versions { get; init; } = HubVersions.Any;

    /// <summary>In which order what is ready is handed out; by default as it came.</summary>
    public HubOrder Order { get; init; } = new();

    internal Lock Gate { get; } = new();

    internal TimeProvider Time => time;

    /// <summary>Called, outside the lock, when there may be something to dispatch.</summary>
    internal Action? Changed { get; set; }

    internal Dictionary<string, HubInstance> Instances => _instances;

    internal HubWaiters Waiters => field ??= new HubWaiters(_instances);

    internal bool HasReady => _ready.Count > 0 || _activities.Count > 0;

    internal bool IsBusy => _open.Count > 0;

    // A new process finds everything that the last one had open in the queues again.
    internal void Reopen()
    {
        lock (Gate)
        {
            foreach (var activity in _open.OfType<HubActivity>().OrderBy(activity => activity.Instance.Order).ThenBy(activity => activity.Scheduled.EventId))
            {
                _activities.Add(activity);
            }

            foreach (var instance in _open.OfType<HubInstance>().OrderBy(instance => instance.Order))
            {
                instance.Locked = false;
                Queue(instance);
            }

            _open.Clear();
        }
    }

    internal bool TryTakeTurn(out HubInstance? instance)
    {
        while (_ready.Count > 0)
        {
            instance = Order.Take(_ready);
            instance.Queued = false;
            if (!instance.Locked && instance.Inbox.Count > 0 && _instances.GetValueOrDefault(instance.Id) == instance)
            {
                instance.Locked = true;
                _open.Add(instance);
                return true;
            }
        }

        instance = null;
        return false;
    }

    internal bool TryTakeActivity(out HubActivity? activity)
    {
        if (_activities.Count == 0)
        {
            activity = null;
            return false;
        }

        activity = Order.Take(_activities);
        if (!activity.IsCopy && Order.Doubles())
        {
            _activities.Add(new HubActivity(activity));
        }

        _open.Add(activity);
        return true;
    }

    internal void Close(object work)
    {
        _open.Remove(work);
        if (work is HubInstance instance)
        {
            instance.Locked = false;
            Queue(instance);
        }
    }

    internal void Schedule(HubInstance instance, HistoryEvent scheduled) => _activities.Add(new HubActivity(instance, scheduled));

    internal HubInstance Create(ExecutionStartedEvent start, string id, DateTimeOffset? notBefore)
    {
        if (_instances.Remove(id, out var old))
        {
            old.DropTimers();
        }

        var now = time.GetUtcNow();
        var instance = new HubInstance(id, ++_order)
        {
            Start = start,
            ExecutionId = NewExecutionId(),
            CreatedAt = now,
            UpdatedAt = now,
            NotBefore = notBefore ?? now,
        };
        start.OrchestrationInstance = new OrchestrationInstance { InstanceId = id, ExecutionId = instance.ExecutionId };
        _instances[id] = instance;
        Send(instance, new HistoryEvent { EventId = -1, ExecutionStarted = start }, null);
        return instance;
    }

    internal string NewExecutionId() => (++_executions).ToString("x32", CultureInfo.InvariantCulture);

    internal void Send(HubInstance instance, HistoryEvent message, string? executionId)
    {
        if (instance.IsFinished || (executionId is not null && executionId != instance.ExecutionId))
        {
            return;
        }

        message.Timestamp = Timestamp.FromDateTimeOffset(time.GetUtcNow());
        instance.Inbox.Add(new HubMessage(message, executionId));
        Queue(instance);
    }

    internal void SetTimer(HubInstance instance, int id, DateTimeOffset due)
    {
        var execution = instance.ExecutionId;
        var wait = due - time.GetUtcNow();
        if (wait <= TimeSpan.Zero)
        {
            Fire();
            return;
        }

        instance.Timers[id] = time.CreateTimer(
            _ =>
            {
                lock (Gate)
                {
                    if (instance.ExecutionId == execution && instance.Timers.Remove(id, out var timer))
                    {
                        timer.Dispose();
                        Fire();
                    }
                }

                Changed?.Invoke();
            },
            null,
            wait,
            Timeout.InfiniteTimeSpan);

        void Fire() => Send(
            instance,
            new HistoryEvent { EventId = -1, TimerFired = new TimerFiredEvent { TimerId = id, FireAt = Timestamp.FromDateTimeOffset(due) } },
            execution);
    }

    private void Queue(HubInstance instance)
    {
        if (instance.Locked || instance.Queued || instance.Inbox.Count == 0)
        {
            return;
        }

        if (instance.NotBefore is var start && start > time.GetUtcNow() && instance.History.Count == 0)
        {
            if (!instance.Timers.ContainsKey(-1))
            {
                instance.Timers[-1] = time.CreateTimer(_ => Start(instance), null, start - time.GetUtcNow(), Timeout.InfiniteTimeSpan);
            }

            return;
        }

        instance.Queued = true;
        _ready.Add(instance);
    }

    private void Start(HubInstance instance)
    {
        lock (Gate)
        {
            Queue(instance);
        }

        Changed?.Invoke();
    }
}
