using Azure.Messaging.ServiceBus;

namespace VideoPipeline.LocalHost.ServiceBus.Broker;

/// <summary>
/// The operations of the service over the entities in memory, written through to the store. Single-threaded: the broker's loop
/// calls them, inside the transaction that makes the changes durable. Each refuses before it changes anything.
/// </summary>
internal sealed class BrokerState
{
    private readonly Entities entities;
    private readonly Alarms alarms = new();
    private readonly MessageLifecycle messages;
    private readonly BrokerStore store;
    private readonly List<Waiter> answered = [];

    public BrokerState(BrokerOptions options, BrokerStore store)
    {
        this.store = store;
        entities = new Entities(options, store);
        messages = new MessageLifecycle(entities, store, alarms);
        foreach (var entry in entities.LoadEntries())
        {
            entry.Queue.Add(entry);
            alarms.Set(entry);
        }
    }

    /// <summary>When the state changes by itself next: a lock, a schedule, a time to live or a wait runs out.</summary>
    public DateTimeOffset NextAlarm => alarms.Next;

    /// <summary>Lets everything happen that fell due until now; the operations that follow take place at that time.</summary>
    public void Advance(DateTimeOffset now)
    {
        messages.Now = now;
        while (alarms.TryTakeDue(now, out var entry, out var waiter))
        {
            if (waiter is not null)
            {
                Answer(waiter, []);
            }
            else
            {
                messages.RunOut(entry!);
            }
        }
    }

    public IReadOnlyList<long> Send(string path, IReadOnlyList<BrokeredContent> contents)
    {
        var target = entities.FindSendable(path);
        return [.. contents.Select(content => Accept(target, content))];
    }

    public void CancelScheduled(string path, IReadOnlyList<long> sequenceNumbers)
    {
        var queue = entities.FindSendable(path).Queue;
        foreach (var entry in Find(queue, sequenceNumbers, MessageState.Scheduled))
        {
            messages.Delete(entry);
        }
    }

    public void Receive(string path, Waiter waiter, TimeSpan maxWait)
    {
        var queue = entities.FindReceivable(path);
        if (queue.HasReady || maxWait <= TimeSpan.Zero)
        {
            Serve(queue, waiter);
            return;
        }

        waiter.Place = queue.Waiters.AddLast(waiter);
        if (maxWait < TimeSpan.FromDays(1))
        {
            alarms.Set(waiter, messages.Now + maxWait);
        }
    }

    public static bool TryWithdraw(Waiter waiter)
    {
        waiter.Place?.List?.Remove(waiter.Place);
        return !waiter.IsAnswered;
    }

    public IReadOnlyList<DeliveredMessage> ReceiveDeferred(string path, IReadOnlyList<long> sequenceNumbers, bool deletesOnReceipt)
    {
        var entries = Find(entities.FindReceivable(path), sequenceNumbers, MessageState.Deferred);
        return [.. entries.Select(entry => messages.Deliver(entry, deletesOnReceipt))];
    }

    public IReadOnlyList<DeliveredMessage> Peek(string path, long fromSequenceNumber, int maxMessages) =>
        [.. entities.FindPeekable(path).From(fromSequenceNumber).Take(maxMessages)
            .Select(entry => store.Read(entry) with { LockToken = Guid.Empty })];

    public void Complete(string path, Guid lockToken) => messages.Delete(FindLocked(path, lockToken));

    public DateTimeOffset Renew(string path, Guid lockToken)
    {
        var entry = FindLocked(path, lockToken);
        messages.Renew(entry);
        return entry.LockedUntil;
    }

    public void Abandon(string path, Guid lockToken, IReadOnlyDictionary<string, object?>? properties)
    {
        var entry = FindLocked(path, lockToken);
        messages.MergeProperties(entry, properties);
        messages.Unlock(entry);
    }

    /// <summary>Takes back what was received and never looked at: it does not count as a delivery.</summary>
    public void TakeBack(string path, Guid lockToken)
    {
        var entry = FindLocked(path, lockToken);
        entry.DeliveryCount--;
        messages.Unlock(entry);
    }

    public void Defer(string path, Guid lockToken, IReadOnlyDictionary<string, object?>? properties)
    {
        var entry = FindLocked(path, lockToken);
        messages.MergeProperties(entry, properties);
        messages.Defer(entry);
    }

    public void DeadLetter(
        string path, Guid lockToken, string? reason, string? description, IReadOnlyDictionary<string, object?>? properties)
    {
        var entry = FindLocked(path, lockToken);
        if (entry.Queue.IsDeadLetterQueue)
        {
            throw new ServiceBusException("A message of a dead-letter queue cannot be dead-lettered again.",
                ServiceBusFailureReason.GeneralError, path);
        }

        messages.MergeProperties(entry, properties);
        messages.MoveToDeadLetterQueue(entry, reason, description);
    }

    public void CheckSendable(string path) => entities.FindSendable(path);

    public void CheckReceivable(string path) => entities.FindReceivable(path);

    public QueueCounts Count(string path) => QueueCounts.Of(entities.FindPeekable(path));

    /// <summary>Last step before the commit.</summary>
    public void Finish()
    {
        foreach (var queue in entities.Receivable)
        {
            while (queue.HasReady && queue.Waiters.First is { } first)
            {
                Serve(queue, first.Value);
            }
        }

        messages.SaveSequences();
    }

    /// <summary>After the commit: nobody gets a message whose lock is not durable.</summary>
    public void ReleaseAnswered()
    {
        foreach (var waiter in answered)
        {
            waiter.Release();
        }

        answered.Clear();
    }

    public void FailWaiters(Exception exception)
    {
        foreach (var waiter in entities.Receivable.SelectMany(queue => queue.Waiters).Concat(answered))
        {
            waiter.Fail(exception);
        }
    }

    /// <summary>The sequence number, or 0 for a duplicate, which is accepted and dropped.</summary>
    private long Accept(SendTarget target, BrokeredContent content)
    {
        var messageId = content.MessageId ?? Guid.NewGuid().ToString("N");
        if (!target.Seen.TryRemember(messageId, messages.Now))
        {
            return 0;
        }

        var timeToLive = content.TimeToLive is { } own && own < target.TimeToLive ? own : target.TimeToLive;
        var accepted = content.Accepted(messageId, timeToLive, messages.Now);
        return accepted.ScheduledEnqueueTime is { } time && time > messages.Now
            ? messages.Schedule(target, accepted, timeToLive, time)
            : messages.Enqueue(target, accepted, timeToLive);
    }

    private void Serve(MessageQueue queue, Waiter waiter)
    {
        var delivered = new List<DeliveredMessage>();
        while (delivered.Count < waiter.MaxMessages && queue.FirstReady() is { } entry)
        {
            delivered.Add(messages.Deliver(entry, waiter.DeletesOnReceipt));
        }

        Answer(waiter, delivered);
    }

    private void Answer(Waiter waiter, IReadOnlyList<DeliveredMessage> delivered)
    {
        waiter.Place?.List?.Remove(waiter.Place);
        waiter.Answer(delivered);
        answered.Add(waiter);
    }

    private Entry FindLocked(string path, Guid lockToken) =>
        entities.FindReceivable(path).FindLocked(lockToken) ?? throw new ServiceBusException(
            "The lock supplied is invalid. Either the lock expired, or the message has already been removed from the queue.",
            ServiceBusFailureReason.MessageLockLost, path);

    private static List<Entry> Find(MessageQueue queue, IReadOnlyList<long> sequenceNumbers, MessageState state) =>
        [.. sequenceNumbers.Distinct().Select(number =>
            queue.Find(number) is { IsLocked: false } entry && entry.State == state
                ? entry
                : throw new ServiceBusException($"There is no {state} message {number}.",
                    ServiceBusFailureReason.MessageNotFound, queue.Path))];
}
