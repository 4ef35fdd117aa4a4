namespace VideoPipeline.LocalHost.ServiceBus.Broker;

/// <summary>What falls due by itself, earliest first. Alarms are never taken back; stale ones are recognised and dropped.</summary>
internal sealed class Alarms
{
    private const int CompactAbove = 4096;

    private readonly PriorityQueue<(Entry Entry, int Version), DateTimeOffset> entries = new();
    private readonly PriorityQueue<Waiter, DateTimeOffset> waiters = new();
    private int compactAt = CompactAbove;

    public DateTimeOffset Next
    {
        get
        {
            DropStale();
            var next = entries.TryPeek(out _, out var entryDue) ? entryDue : DateTimeOffset.MaxValue;
            return waiters.TryPeek(out _, out var waiterDue) && waiterDue < next ? waiterDue : next;
        }
    }

    public void Set(Entry entry)
    {
        entry.AlarmVersion++;
        if (entry.NextAlarm == DateTimeOffset.MaxValue)
        {
            return;
        }

        entries.Enqueue((entry, entry.AlarmVersion), entry.NextAlarm);
        if (entries.Count >= compactAt)
        {
            Compact();
        }
    }

    public void Set(Waiter waiter, DateTimeOffset deadline) => waiters.Enqueue(waiter, deadline);

    public bool TryTakeDue(DateTimeOffset now, out Entry? entry, out Waiter? waiter)
    {
        (entry, waiter) = (null, null);
        DropStale();
        if (entries.TryPeek(out var alarm, out var due) && due <= now)
        {
            entries.Dequeue();
            entry = alarm.Entry;
            return true;
        }

        if (waiters.TryPeek(out waiter, out due) && due <= now)
        {
            waiters.Dequeue();
            return true;
        }

        waiter = null;
        return false;
    }

    private void DropStale()
    {
        while (entries.TryPeek(out var alarm, out _) && alarm.Version != alarm.Entry.AlarmVersion)
        {
            entries.Dequeue();
        }

        while (waiters.TryPeek(out var waiter, out _) && waiter.IsAnswered)
        {
            waiters.Dequeue();
        }
    }

    /// <summary>A message leaves a far-off expiry alarm behind when it is settled; thousands of those would pile up for days.</summary>
    private void Compact()
    {
        var live = entries.UnorderedItems.Where(item => item.Element.Version == item.Element.Entry.AlarmVersion).ToList();
        entries.Clear();
        entries.EnqueueRange(live);
        compactAt = Math.Max(CompactAbove, live.Count * 2);
    }
}
