using Azure.Messaging.ServiceBus;

namespace VideoPipeline.Embedded.ServiceBus;

/// <summary>How the service spells the paths of what messages are received from.</summary>
internal static class ReceivePath
{
    public static string Of(string queueName, SubQueue subQueue = SubQueue.None)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(queueName);
        return subQueue switch
        {
            SubQueue.None => queueName,
            SubQueue.DeadLetter => $"{queueName}/$DeadLetterQueue",
            _ => throw new NotSupportedException("The embedded Service Bus has no transfer dead-letter queues."),
        };
    }

    public static string Of(string topicName, string subscriptionName, SubQueue subQueue = SubQueue.None)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(topicName);
        ArgumentException.ThrowIfNullOrWhiteSpace(subscriptionName);
        return Of($"{topicName}/Subscriptions/{subscriptionName}", subQueue);
    }
}
