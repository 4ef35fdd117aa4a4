namespace VideoPipeline.LocalHost.ServiceBus.Broker;

/// <summary>What is kept in memory about a message; its content stays in the store until it is delivered.</summary>
internal sealed class Entry(long id, MessageQueue queue, long sequenceNumber)
{
    public long Id { get; } = id;
    public MessageQueue Queue { get; set; } = queue;
    public long SequenceNumber { get; set; } = sequenceNumber;
    public MessageState State { get; set; }
    public int DeliveryCount { get; set; }
    public Guid LockToken { get; set; }
    public DateTimeOffset LockedUntil { get; set; }
    public DateTimeOffset ScheduledFor { get; set; }
    public DateTimeOffset ExpiresAt { get; set; }

    /// <summary>Counts the changes of what is due next, so that alarms set before a change are recognised as stale.</summary>
    public int AlarmVersion { get; set; }

    public bool IsLocked => LockToken != Guid.Empty;
    public bool IsReady => State == MessageState.Active && !IsLocked;

    /// <summary>When something happens to this message without anybody asking; dead letters never expire.</summary>
    public DateTimeOffset NextAlarm =>
        IsLocked ? LockedUntil
        : State == MessageState.Scheduled ? ScheduledFor
        : Queue.IsDeadLetterQueue ? DateTimeOffset.MaxValue
        : ExpiresAt;
}
