using Microsoft.Azure.Amqp.Framing;
using VideoPipeline.LocalHost.ServiceBus.Broker;

namespace VideoPipeline.LocalHost.ServiceBus.Wire;

/// <summary>A delivered message as a client expects it: what the broker knows goes into header and annotations.</summary>
internal static class DeliveryEncoding
{
    public static byte[] Encode(DeliveredMessage message)
    {
        var content = message.Content;
        var header = new Header
        {
            Durable = content.Header.Durable,
            Priority = content.Header.Priority,
            Ttl = message.TimeToLive.TotalMilliseconds < uint.MaxValue ? (uint)message.TimeToLive.TotalMilliseconds : uint.MaxValue,
            // The clients count the delivery in hand themselves.
            DeliveryCount = (uint)Math.Max(0, message.DeliveryCount - 1),
        };
        var annotations = new MessageAnnotations();
        foreach (var (key, value) in content.Annotations.Map)
        {
            annotations.Map[key] = value;
        }

        annotations.Map["x-opt-sequence-number"] = message.SequenceNumber;
        annotations.Map["x-opt-enqueue-sequence-number"] = message.EnqueuedSequenceNumber;
        annotations.Map["x-opt-enqueued-time"] = message.EnqueuedTime.UtcDateTime;
        annotations.Map["x-opt-message-state"] = (int)message.State;
        if (message.LockToken != Guid.Empty)
        {
            annotations.Map["x-opt-locked-until"] = message.LockedUntil.UtcDateTime;
        }

        if (message.DeadLetterSource is { } source)
        {
            annotations.Map["x-opt-deadletter-source"] = source;
        }

        return content.Sections.Join(SectionCodec.Encode(header), SectionCodec.Encode(annotations));
    }
}
