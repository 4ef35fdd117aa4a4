namespace VideoPipeline.Embedded.ServiceBus.Broker;

/// <summary>What a sender says: a body, the broker properties a sender may set, and application properties.</summary>
internal sealed record BrokeredContent
{
    public ReadOnlyMemory<byte> Body { get; init; }
    public string? MessageId { get; init; }
    public string? Subject { get; init; }
    public string? ContentType { get; init; }
    public string? CorrelationId { get; init; }
    public string? To { get; init; }
    public string? ReplyTo { get; init; }
    public string? SessionId { get; init; }
    public string? ReplyToSessionId { get; init; }
    public string? PartitionKey { get; init; }
    public TimeSpan? TimeToLive { get; init; }
    public DateTimeOffset? ScheduledEnqueueTime { get; init; }
    public IReadOnlyDictionary<string, object?> Properties { get; init; } = NoProperties;

    public static readonly IReadOnlyDictionary<string, object?> NoProperties = new Dictionary<string, object?>();

    public BrokeredContent With(IEnumerable<KeyValuePair<string, object?>>? changes)
    {
        if (changes is null)
        {
            return this;
        }

        var merged = new Dictionary<string, object?>(Properties);
        foreach (var (name, value) in changes)
        {
            merged[name] = value;
        }

        return this with { Properties = merged };
    }
}

/// <summary>What a receiver gets: the content and what the broker knows about it.</summary>
internal sealed record DeliveredMessage(BrokeredContent Content)
{
    public long SequenceNumber { get; init; }
    public long EnqueuedSequenceNumber { get; init; }
    public int DeliveryCount { get; init; }
    public Guid LockToken { get; init; }
    public DateTimeOffset LockedUntil { get; init; }
    public DateTimeOffset EnqueuedTime { get; init; }
    public MessageState State { get; init; }
}

/// <summary>Where a message stands, lock apart.</summary>
internal enum MessageState
{
    Active = 0,
    Deferred = 1,
    Scheduled = 2,
}
