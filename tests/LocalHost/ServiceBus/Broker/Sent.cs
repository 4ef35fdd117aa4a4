using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Encoding;
using Microsoft.Azure.Amqp.Framing;
using VideoPipeline.LocalHost.ServiceBus.Broker;

namespace LocalHost.ServiceBus.Tests.Broker;

/// <summary>What a test sends, before it is encoded.</summary>
internal sealed record Sent
{
    public byte[] Body { get; init; } = [];
    public string? MessageId { get; init; }
    public string? Subject { get; init; }
    public TimeSpan? TimeToLive { get; init; }
    public DateTimeOffset? ScheduledEnqueueTime { get; init; }
    public IReadOnlyDictionary<string, object?> Properties { get; init; } = new Dictionary<string, object?>();

    public BrokeredContent Encode()
    {
        using var message = AmqpMessage.Create(new Data { Value = new ArraySegment<byte>(Body) });
        message.Properties.MessageId = MessageId!;
        message.Properties.Subject = Subject;
        if (TimeToLive is { } timeToLive)
        {
            message.Header.Ttl = (uint)timeToLive.TotalMilliseconds;
        }

        if (ScheduledEnqueueTime is { } time)
        {
            message.MessageAnnotations.Map["x-opt-scheduled-enqueue-time"] = time.UtcDateTime;
        }

        foreach (var (name, value) in Properties)
        {
            message.ApplicationProperties.Map[name] = value!;
        }

        return BrokeredContent.Decode(Bytes(message)).Checked();
    }

    private static byte[] Bytes(AmqpMessage message)
    {
        using var stream = new MemoryStream();
        message.ToStream().CopyTo(stream);
        return stream.ToArray();
    }

    public static byte[] BodyOf(BrokeredContent content)
    {
        using var message = AmqpMessage.CreateAmqpStreamMessage(new BufferListStream([content.Encoded.ToArray()]));
        return [.. message.DataBody.SelectMany(data => (ArraySegment<byte>)data.Value)];
    }
}
