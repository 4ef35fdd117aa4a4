using DurableTask.Core;
using DurableTask.Core.History;

namespace VideoPipeline.DurableTask.Sqlite.Hub;

/// <summary>When an instance's turn comes; all of it under the gate.</summary>
internal sealed partial class TaskHub
{
    private Turn? Lock(Instance instance, out List<HistoryEvent>? history)
    {
        lock (_gate)
        {
            instance.IsQueued = false;
            history = instance.History;
            if (instance.IsGone || instance.IsLocked || instance.Inbox.Count == 0)
            {
                return null;
            }

            // The core drops a rewind that comes with anything else.
            var rewind = instance.Inbox.FindIndex(letter => letter.Message.Event is ExecutionRewoundEvent);
            List<Letter> taken = rewind < 0 ? [.. instance.Inbox] : [instance.Inbox[rewind]];
            if (rewind < 0)
            {
                instance.Inbox.Clear();
            }
            else
            {
                instance.Inbox.RemoveAt(rewind);
            }

            instance.IsLocked = true;
            return new Turn(instance, taken, instance.Turn)
            {
                InstanceId = instance.Id,
                LockedUntilUtc = DateTime.MaxValue,
                NewMessages = taken.ConvertAll(letter => letter.Message),
            };
        }
    }

    private void Receive(Effect.Posted posted)
    {
        lock (_gate)
        {
            if (!_byKey.TryGetValue(posted.To.Key, out var instance))
            {
                instance = new Instance(posted.To.Key, posted.Message.OrchestrationInstance.InstanceId, posted.To.Turn)
                {
                    NotBefore = posted.To is { Status: OrchestrationStatus.Pending, StartAt: { } start } ? new DateTime(start, DateTimeKind.Utc) : null,
                    History = posted.To is { Turn: 0 } ? [] : null,
                };
                _byKey.Add(instance.Key, instance);
            }

            var letter = new Letter(posted.Seq, posted.Message);
            if (posted.Due is { } due && due > Now)
            {
                instance.Timers.Add(letter.Seq, _timers.Add(due, () => Fire(instance, letter)));
                return;
            }

            instance.Inbox.Add(letter);
            Queue(instance);
        }
    }

    private void Fire(Instance instance, Letter letter)
    {
        lock (_gate)
        {
            if (!instance.IsGone && instance.Timers.Remove(letter.Seq))
            {
                instance.Inbox.Add(letter);
                Queue(instance);
            }
        }
    }

    private void QueueOrForget(Instance instance)
    {
        if (instance is { Inbox.Count: 0, Timers.Count: 0, History: null, IsLocked: false })
        {
            _byKey.Remove(instance.Key);
            instance.IsGone = true;
            return;
        }

        Queue(instance);
    }

    private void Queue(Instance instance)
    {
        if (instance.IsGone || instance.IsLocked || instance.IsQueued || instance.Inbox.Count == 0)
        {
            return;
        }

        instance.IsQueued = true;
        if (instance.NotBefore is { } start && start > Now)
        {
            _timers.Add(start, () => Wake(instance));
        }
        else
        {
            instance.NotBefore = null;
            _instances.Add(instance);
        }
    }

    private void Wake(Instance instance)
    {
        lock (_gate)
        {
            instance.NotBefore = null;
            _instances.Add(instance);
        }
    }

    private void Remove(long key)
    {
        lock (_gate)
        {
            if (_byKey.Remove(key, out var instance))
            {
                instance.IsGone = true;
                Forget(instance);
                DropTimers(instance);
            }
        }
    }

    private void DropTimers(Instance instance)
    {
        foreach (var timer in instance.Timers.Values)
        {
            _timers.Cancel(timer);
        }

        instance.Timers.Clear();
    }

    private void Forget(Instance instance)
    {
        _cachedBytes -= instance.HistoryBytes;
        instance.HistoryBytes = 0;
        instance.History = null;
    }

    private TimeSpan BackOff(int times)
    {
        var doubled = _options.FirstBackOff * Math.Pow(2, Math.Min(times - 1, 20));
        return doubled < _options.LongestBackOff ? doubled : _options.LongestBackOff;
    }
}
