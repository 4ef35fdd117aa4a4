#nullable disable
using VideoPipeline.Embedded.ServiceBus.Broker;

namespace Azure.Messaging.ServiceBus;

public class ServiceBusReceivedMessage
{
    internal const string DeadLetterReasonName = "DeadLetterReason";
    internal const string DeadLetterDescriptionName = "DeadLetterErrorDescription";

    private readonly DeliveredMessage delivered;

    internal ServiceBusReceivedMessage(DeliveredMessage delivered)
    {
        this.delivered = delivered;
        Body = BinaryData.FromBytes(delivered.Content.Body);
        LockedUntil = delivered.LockedUntil;
    }

    public BinaryData Body { get; }

    public IReadOnlyDictionary<string, object> ApplicationProperties => delivered.Content.Properties;

    public string MessageId => delivered.Content.MessageId;

    public string PartitionKey => delivered.Content.PartitionKey;

    public string SessionId => delivered.Content.SessionId;

    public string ReplyToSessionId => delivered.Content.ReplyToSessionId;

    public TimeSpan TimeToLive => delivered.Content.TimeToLive ?? TimeSpan.MaxValue;

    public string CorrelationId => delivered.Content.CorrelationId;

    public string Subject => delivered.Content.Subject;

    public string To => delivered.Content.To;

    public string ContentType => delivered.Content.ContentType;

    public string ReplyTo => delivered.Content.ReplyTo;

    public DateTimeOffset ScheduledEnqueueTime => delivered.Content.ScheduledEnqueueTime ?? default;

    public string LockToken => delivered.LockToken.ToString();

    public int DeliveryCount => delivered.DeliveryCount;

    public DateTimeOffset LockedUntil { get; internal set; }

    public long SequenceNumber => delivered.SequenceNumber;

    public long EnqueuedSequenceNumber => delivered.EnqueuedSequenceNumber;

    public DateTimeOffset EnqueuedTime => delivered.EnqueuedTime;

    public DateTimeOffset ExpiresAt => TimeToLive >= DateTimeOffset.MaxValue - EnqueuedTime
        ? DateTimeOffset.MaxValue
        : EnqueuedTime + TimeToLive;

    public string DeadLetterSource { get; internal init; }

    public string DeadLetterReason => Text(DeadLetterReasonName);

    public string DeadLetterErrorDescription => Text(DeadLetterDescriptionName);

    public ServiceBusMessageState State => (ServiceBusMessageState)delivered.State;

    internal Guid LockTokenGuid => delivered.LockToken;

    public override string ToString() => $"{{MessageId:{MessageId}}}";

    private string Text(string name) => ApplicationProperties.GetValueOrDefault(name) as string;
}
