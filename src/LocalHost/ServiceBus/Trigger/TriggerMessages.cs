using System.Text.Json;
using Azure.Messaging.ServiceBus;

namespace VideoPipeline.LocalHost.ServiceBus.Trigger;

/// <summary>A received message as the worker extension reads it.</summary>
internal static class TriggerMessages
{
    public static ServiceBusTriggerMessage From(ServiceBusTriggerDefinition function, ServiceBusReceivedMessage message) =>
        new(function, Content(message), Metadata(message));

    private static byte[] Content(ServiceBusReceivedMessage message)
    {
        var encoded = message.GetRawAmqpMessage().ToBytes().ToMemory();
        var content = new byte[16 + encoded.Length];
        Guid.Parse(message.LockToken).TryWriteBytes(content);
        encoded.Span.CopyTo(content.AsSpan(16));
        return content;
    }

    private static Dictionary<string, string> Metadata(ServiceBusReceivedMessage message)
    {
        var metadata = new Dictionary<string, string>
        {
            ["MessageId"] = message.MessageId,
            ["LockToken"] = message.LockToken,
            ["DeliveryCount"] = JsonSerializer.Serialize(message.DeliveryCount),
            ["SequenceNumber"] = JsonSerializer.Serialize(message.SequenceNumber),
            ["EnqueuedTimeUtc"] = JsonSerializer.Serialize(message.EnqueuedTime.UtcDateTime),
            ["ExpiresAtUtc"] = JsonSerializer.Serialize(message.ExpiresAt.UtcDateTime),
            ["ApplicationProperties"] = JsonSerializer.Serialize(message.ApplicationProperties.ToDictionary(p => p.Key, p => p.Value?.ToString())),
        };
        Add("Subject", message.Subject);
        Add("Label", message.Subject);
        Add("ContentType", message.ContentType);
        Add("CorrelationId", message.CorrelationId);
        Add("To", message.To);
        Add("ReplyTo", message.ReplyTo);
        Add("SessionId", message.SessionId);
        Add("PartitionKey", message.PartitionKey);
        return metadata;

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                metadata[name] = value;
            }
        }
    }
}
