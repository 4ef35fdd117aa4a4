using System.Text.Json.Nodes;
using Azure.Messaging.ServiceBus;

namespace VideoPipeline.Cli.Messages;

/// <summary>What a dead letter says, and the message that means the same again.</summary>
internal static class DeadLetters
{
    private const string KeyProperty = "idempotency_key";

    /// <summary>Under what key the message was meant to run once.</summary>
    public static string KeyOf(ServiceBusReceivedMessage message) =>
        message.ApplicationProperties.FirstOrDefault(IsKey).Value as string ?? message.MessageId;

    public static JsonObject ToJson(ServiceBusReceivedMessage message) => new()
    {
        ["message_id"] = message.MessageId,
        ["sequence_number"] = message.SequenceNumber,
        ["enqueued_time"] = message.EnqueuedTime.ToString("O", System.Globalization.CultureInfo.InvariantCulture),
        ["subject"] = message.Subject,
        ["idempotency_key"] = KeyOf(message),
        ["reason"] = message.DeadLetterReason,
        ["description"] = message.DeadLetterErrorDescription,
        ["bytes"] = BytesOf(message),
    };

    /// <summary>The copy leaves out what whoever dead-lettered it wrote: a replay starts afresh.</summary>
    public static ServiceBusMessage Again(ServiceBusReceivedMessage message, string newId)
    {
        var again = new ServiceBusMessage(message) { MessageId = newId };
        // Removed first, because readers of properties mind the case.
        foreach (var property in message.ApplicationProperties.Where(IsKey))
        {
            again.ApplicationProperties.Remove(property.Key);
        }

        again.ApplicationProperties[KeyProperty] = KeyOf(message);
        return again;
    }

    private static bool IsKey(KeyValuePair<string, object> property) => property.Key.Equals(KeyProperty, StringComparison.OrdinalIgnoreCase);

    /// <summary>A body that is a value of AMQP has no bytes to count.</summary>
    private static int? BytesOf(ServiceBusReceivedMessage message) =>
        message.GetRawAmqpMessage().Body.TryGetData(out _) ? message.Body.ToMemory().Length : null;
}
