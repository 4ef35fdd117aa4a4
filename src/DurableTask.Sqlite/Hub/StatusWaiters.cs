namespace VideoPipeline.DurableTask.Sqlite.Hub;

/// <summary>Wakes those who wait for an instance to start or to end; also for instances that do not exist yet.</summary>
internal sealed class StatusWaiters
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private Exception? _ended;

    public Ticket Register(string instanceId)
    {
        lock (_gate)
        {
            if (!_entries.TryGetValue(instanceId, out var entry))
            {
                _entries.Add(instanceId, entry = new Entry());
            }

            entry.Waiting++;
            if (_ended is { } reason)
            {
                entry.Changed.TrySetException(reason);
            }

            return new Ticket(this, instanceId, entry);
        }
    }

    public void Signal(string instanceId)
    {
        lock (_gate)
        {
            if (_entries.Remove(instanceId, out var entry))
            {
                entry.Changed.TrySetResult();
            }
        }
    }

    public void Fail(Exception reason)
    {
        lock (_gate)
        {
            _ended = reason;
            foreach (var entry in _entries.Values)
            {
                entry.Changed.TrySetException(reason);
            }
        }
    }

    private void Leave(string instanceId, Entry entry)
    {
        lock (_gate)
        {
            if (--entry.Waiting == 0 && _entries.TryGetValue(instanceId, out var current) && current == entry)
            {
                _entries.Remove(instanceId);
            }
        }
    }

    internal readonly struct Ticket(StatusWaiters owner, string instanceId, Entry entry) : IDisposable
    {
        public Task Changed => entry.Changed.Task;

        public void Dispose() => owner.Leave(instanceId, entry);
    }

    internal sealed class Entry
    {
        public TaskCompletionSource Changed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Waiting { get; set; }
    }
}
