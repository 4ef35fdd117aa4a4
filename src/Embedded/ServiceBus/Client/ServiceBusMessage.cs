#nullable disable
using VideoPipeline.Embedded.ServiceBus.Broker;

namespace Azure.Messaging.ServiceBus;

public class ServiceBusMessage
{
    private const int MaxIdLength = 128;
    private readonly Dictionary<string, object> applicationProperties = [];

    public ServiceBusMessage()
        : this(default(ReadOnlyMemory<byte>))
    {
    }

    public ServiceBusMessage(string body)
        : this(BinaryData.FromString(body))
    {
    }

    public ServiceBusMessage(ReadOnlyMemory<byte> body)
        : this(BinaryData.FromBytes(body))
    {
    }

    public ServiceBusMessage(BinaryData body)
    {
        ArgumentNullException.ThrowIfNull(body);
        Body = body;
    }

    public ServiceBusMessage(ServiceBusReceivedMessage receivedMessage)
    {
        ArgumentNullException.ThrowIfNull(receivedMessage);
        Body = receivedMessage.Body;
        MessageId = receivedMessage.MessageId;
        Subject = receivedMessage.Subject;
        ContentType = receivedMessage.ContentType;
        CorrelationId = receivedMessage.CorrelationId;
        To = receivedMessage.To;
        ReplyTo = receivedMessage.ReplyTo;
        SessionId = receivedMessage.SessionId;
        ReplyToSessionId = receivedMessage.ReplyToSessionId;
        PartitionKey = receivedMessage.PartitionKey;
        TimeToLive = receivedMessage.TimeToLive;
        foreach (var (name, value) in receivedMessage.ApplicationProperties)
        {
            // A copy of a dead letter is not dead.
            if (name is not (ServiceBusReceivedMessage.DeadLetterReasonName or ServiceBusReceivedMessage.DeadLetterDescriptionName))
            {
                applicationProperties[name] = value;
            }
        }
    }

    public BinaryData Body { get; set; }

    public string MessageId
    {
        get;
        set => field = CheckLength(value, nameof(MessageId));
    }

    public string PartitionKey
    {
        get;
        set => field = CheckLength(value, nameof(PartitionKey));
    }

    public string SessionId
    {
        get;
        set => field = CheckLength(value, nameof(SessionId));
    }

    public string ReplyToSessionId
    {
        get;
        set => field = CheckLength(value, nameof(ReplyToSessionId));
    }

    public TimeSpan TimeToLive
    {
        get;
        set => field = value > TimeSpan.Zero
            ? value
            : throw new ArgumentOutOfRangeException(nameof(TimeToLive), value, "The time to live is positive.");
    } = TimeSpan.MaxValue;

    public string CorrelationId { get; set; }

    public string Subject { get; set; }

    public string To { get; set; }

    public string ContentType { get; set; }

    public string ReplyTo { get; set; }

    public DateTimeOffset ScheduledEnqueueTime { get; set; }

    public IDictionary<string, object> ApplicationProperties => applicationProperties;

    public override string ToString() => $"{{MessageId:{MessageId}}}";

    internal BrokeredContent ToContent() => new()
    {
        Body = Body.ToMemory(),
        MessageId = MessageId,
        Subject = Subject,
        ContentType = ContentType,
        CorrelationId = CorrelationId,
        To = To,
        ReplyTo = ReplyTo,
        SessionId = SessionId,
        ReplyToSessionId = ReplyToSessionId,
        PartitionKey = PartitionKey,
        TimeToLive = TimeToLive == TimeSpan.MaxValue ? null : TimeToLive,
        ScheduledEnqueueTime = ScheduledEnqueueTime == default ? null : ScheduledEnqueueTime,
        Properties = new Dictionary<string, object>(applicationProperties),
    };

    private static string CheckLength(string value, string name) => value is null || value.Length <= MaxIdLength
        ? value
        : throw new ArgumentOutOfRangeException(name, $"{name} has at most {MaxIdLength} characters.");
}
