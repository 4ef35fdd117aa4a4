using Microsoft.Azure.Amqp.Encoding;
using Microsoft.Azure.Amqp.Framing;

namespace VideoPipeline.LocalHost.ServiceBus.Broker;

/// <summary>
/// A message as its sender encoded it. What the broker and the filters ask about is decoded on demand; the body is never touched.
/// </summary>
internal sealed class BrokeredContent
{
    private const string ScheduledTimeAnnotation = "x-opt-scheduled-enqueue-time";

    private readonly MessageSections sections;
    private Header? header;
    private MessageAnnotations? annotations;
    private Properties? fields;
    private IReadOnlyDictionary<string, object?>? properties;

    private BrokeredContent(MessageSections sections, ReadOnlyMemory<byte> encoded)
    {
        this.sections = sections;
        Encoded = encoded;
    }

    public ReadOnlyMemory<byte> Encoded { get; }
    public MessageSections Sections => sections;
    public Header Header => header ??= SectionCodec.Decode<Header>(sections.Header);
    public MessageAnnotations Annotations => annotations ??= SectionCodec.Decode<MessageAnnotations>(sections.Annotations);
    public string? MessageId => Fields.MessageId?.ToString();
    public string? Subject => Fields.Subject;
    public string? ContentType => Fields.ContentType.Value;
    public string? CorrelationId => Fields.CorrelationId?.ToString();
    public string? To => Fields.To?.ToString();
    public string? ReplyTo => Fields.ReplyTo?.ToString();
    public string? SessionId => Fields.GroupId;
    public string? ReplyToSessionId => Fields.ReplyToGroupId;

    /// <summary>What the sender asked for; a header counts 32 bits of milliseconds, so longer ones stand in the properties.</summary>
    public TimeSpan? TimeToLive =>
        Fields is { AbsoluteExpiryTime: { } end, CreationTime: { } start } && end > start ? end - start
        : Header.Ttl is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds)
        : null;

    public DateTimeOffset? ScheduledEnqueueTime =>
        Annotations.Map.TryGetValue<DateTime>(ScheduledTimeAnnotation, out var time)
            ? new DateTimeOffset(DateTime.SpecifyKind(time, DateTimeKind.Utc))
            : null;

    /// <summary>Application properties in the library's types.</summary>
    public IReadOnlyDictionary<string, object?> Properties => properties ??= DecodeProperties();

    private Properties Fields => fields ??= SectionCodec.Decode<Properties>(sections.Properties);

    /// <exception cref="FormatException">The bytes are no message.</exception>
    public static BrokeredContent Decode(ReadOnlyMemory<byte> encoded) => new(MessageSections.Split(encoded), encoded);

    /// <summary>Finds out now whether every section can be read: nobody may be handed a message that breaks the reading.</summary>
    public BrokeredContent Checked()
    {
        _ = (Header, Annotations, Fields, Properties);
        return this;
    }

    public BrokeredContent With(IEnumerable<KeyValuePair<string, object?>>? changes)
    {
        if (changes is null)
        {
            return this;
        }

        var section = SectionCodec.Decode<ApplicationProperties>(sections.ApplicationProperties);
        foreach (var (name, value) in changes)
        {
            section.Map[name] = value;
        }

        return Of(sections with { ApplicationProperties = SectionCodec.Encode(section) });
    }

    /// <summary>With the id and the time to live that hold from now on, where the sender said nothing or asked for too much.</summary>
    public BrokeredContent Accepted(string messageId, TimeSpan timeToLive, DateTimeOffset now)
    {
        var isShortened = Fields.AbsoluteExpiryTime is not null && timeToLive < TimeToLive;
        if (MessageId == messageId && !isShortened)
        {
            return this;
        }

        var changed = SectionCodec.Decode<Properties>(sections.Properties);
        changed.MessageId = messageId;
        if (isShortened)
        {
            changed.CreationTime = now.UtcDateTime;
            changed.AbsoluteExpiryTime = now.UtcDateTime + timeToLive;
        }

        return Of(sections with { Properties = SectionCodec.Encode(changed) });
    }

    private static BrokeredContent Of(MessageSections sections) => new(sections, sections.Join());

    private Dictionary<string, object?> DecodeProperties()
    {
        var section = SectionCodec.Decode<ApplicationProperties>(sections.ApplicationProperties);
        return section.Map.ToDictionary(pair => pair.Key.ToString()!, pair => (object?)pair.Value, StringComparer.Ordinal);
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
    public TimeSpan TimeToLive { get; init; }
    public MessageState State { get; init; }

    /// <summary>The entity it was dead-lettered from, in its dead-letter queue.</summary>
    public string? DeadLetterSource { get; init; }
}

/// <summary>Where a message stands, lock apart.</summary>
internal enum MessageState
{
    Active = 0,
    Deferred = 1,
    Scheduled = 2,
}
