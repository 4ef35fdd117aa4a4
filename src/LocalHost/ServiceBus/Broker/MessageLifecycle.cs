namespace VideoPipeline.LocalHost.ServiceBus.Broker;

/// <summary>How a message moves between its states; each move is made in memory and in the store.</summary>
internal sealed class MessageLifecycle(Entities entities, BrokerStore store, Alarms alarms)
{
    private readonly HashSet<MessageQueue> renumbered = [];
    private long lastId = store.LastId();

    public DateTimeOffset Now { get; set; }

    public long Enqueue(SendTarget target, BrokeredContent content, TimeSpan timeToLive)
    {
        var sequence = NextSequence(target.Queue);
        if (target.Subscriptions is null)
        {
            AddActive(target.Queue, sequence, sequence, content, timeToLive);
            return sequence;
        }

        foreach (var subscription in target.Subscriptions.Where(subscription => subscription.Takes(content)))
        {
            AddActive(subscription.Queue, NextSequence(subscription.Queue), sequence, content, timeToLive);
        }

        return sequence;
    }

    public long Schedule(SendTarget target, BrokeredContent content, TimeSpan timeToLive, DateTimeOffset time)
    {
        var entry = new Entry(++lastId, target.Queue, NextSequence(target.Queue))
        {
            State = MessageState.Scheduled,
            ScheduledFor = time,
            ExpiresAt = Later(time, timeToLive),
        };
        Add(entry, entry.SequenceNumber, content, timeToLive);
        return entry.SequenceNumber;
    }

    public DeliveredMessage Deliver(Entry entry, bool deletesOnReceipt)
    {
        entry.DeliveryCount++;
        if (deletesOnReceipt)
        {
            var message = store.Read(entry);
            Delete(entry);
            return message;
        }

        entry.Queue.Change(entry, e => (e.LockToken, e.LockedUntil) = (Guid.NewGuid(), Now + e.Queue.Options.LockDuration));
        Save(entry);
        return store.Read(entry);
    }

    public void Renew(Entry entry)
    {
        entry.LockedUntil = Now + entry.Queue.Options.LockDuration;
        Save(entry);
    }

    /// <summary>What falls due without anybody asking: a lock, a schedule or the time to live.</summary>
    public void RunOut(Entry entry)
    {
        if (entry.IsLocked)
        {
            Unlock(entry);
        }
        else if (entry.State == MessageState.Scheduled)
        {
            Activate(entry);
        }
        else
        {
            Expire(entry);
        }
    }

    public void Unlock(Entry entry)
    {
        var limit = entry.Queue.Options.MaxDeliveryCount;
        if (entry.DeliveryCount >= limit && !entry.Queue.IsDeadLetterQueue)
        {
            MoveToDeadLetterQueue(
                entry, "MaxDeliveryCountExceeded", $"Message could not be consumed after {limit} delivery attempts.");
            return;
        }

        entry.Queue.Change(entry, static e => e.LockToken = Guid.Empty);
        Save(entry);
        if (entry.NextAlarm <= Now)
        {
            Expire(entry);
        }
    }

    public void Defer(Entry entry)
    {
        entry.Queue.Change(entry, static e => (e.State, e.LockToken) = (MessageState.Deferred, Guid.Empty));
        Save(entry);
    }

    public void MoveToDeadLetterQueue(Entry entry, string? reason, string? description)
    {
        var properties = new Dictionary<string, object?>();
        AddText(properties, "DeadLetterReason", reason);
        AddText(properties, "DeadLetterErrorDescription", description);
        MergeProperties(entry, properties);
        entry.Queue.Remove(entry);
        entry.Queue = entry.Queue.DeadLetterQueue!;
        entry.LockToken = Guid.Empty;
        entry.State = MessageState.Active;
        entry.Queue.Add(entry);
        Save(entry);
    }

    public void MergeProperties(Entry entry, IReadOnlyDictionary<string, object?>? properties)
    {
        if (properties is { Count: > 0 })
        {
            store.SaveContent(entry, store.Read(entry).Content.With(properties));
        }
    }

    public void Delete(Entry entry)
    {
        entry.Queue.Remove(entry);
        entry.AlarmVersion++;
        store.Delete(entry);
    }

    public void SaveSequences()
    {
        foreach (var queue in renumbered)
        {
            store.SaveSequence(queue);
        }

        renumbered.Clear();
    }

    private void AddActive(MessageQueue queue, long sequence, long enqueuedSequence, BrokeredContent content, TimeSpan timeToLive)
    {
        var limit = queue.Options.DefaultMessageTimeToLive;
        var bounded = timeToLive < limit ? timeToLive : limit;
        var entry = new Entry(++lastId, queue, sequence) { ExpiresAt = Later(Now, bounded) };
        Add(entry, enqueuedSequence, content.Accepted(content.MessageId!, bounded, Now), bounded);
    }

    private void Add(Entry entry, long enqueuedSequence, BrokeredContent content, TimeSpan timeToLive)
    {
        store.Insert(entry, enqueuedSequence, Now, timeToLive, content);
        entry.Queue.Add(entry);
        alarms.Set(entry);
    }

    /// <summary>A scheduled message is enqueued, and numbered, when its time comes: it does not overtake what was sent meanwhile.</summary>
    private void Activate(Entry entry)
    {
        var owner = entities.OwnerOf(entry.Queue);
        if (owner.Subscriptions is not null)
        {
            var message = store.Read(entry);
            Delete(entry);
            Enqueue(owner, message.Content, message.TimeToLive);
            return;
        }

        entry.Queue.Remove(entry);
        entry.SequenceNumber = NextSequence(entry.Queue);
        entry.State = MessageState.Active;
        entry.Queue.Add(entry);
        store.SaveActivation(entry, Now);
        alarms.Set(entry);
    }

    private void Expire(Entry entry)
    {
        if (entry.Queue.Options.DeadLetteringOnMessageExpiration)
        {
            MoveToDeadLetterQueue(entry, "TTLExpiredException", "The message expired and was dead lettered.");
        }
        else
        {
            Delete(entry);
        }
    }

    private void Save(Entry entry)
    {
        store.Save(entry);
        alarms.Set(entry);
    }

    private long NextSequence(MessageQueue queue)
    {
        renumbered.Add(queue);
        return queue.NextSequenceNumber();
    }

    private static void AddText(Dictionary<string, object?> properties, string name, string? value)
    {
        if (value is not null)
        {
            properties[name] = value;
        }
    }

    private static DateTimeOffset Later(DateTimeOffset time, TimeSpan span) =>
        span < DateTimeOffset.MaxValue - time ? time + span : DateTimeOffset.MaxValue;
}
