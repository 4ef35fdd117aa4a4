using Azure.Messaging.ServiceBus;

namespace VideoPipeline.LocalHost.ServiceBus.Broker;

/// <summary>What a message weighs against the limit of the entity: its encoded bytes.</summary>
internal static class MessageSize
{
    /// <summary>What is sent together counts together, as in the service.</summary>
    public static void Check(IReadOnlyList<BrokeredContent> contents, int maxBytes, string path)
    {
        if (contents.Sum(static content => (long)content.Encoded.Length) > maxBytes)
        {
            throw new ServiceBusException(
                $"The message or batch is larger than {maxBytes} bytes.", ServiceBusFailureReason.MessageSizeExceeded, path);
        }
    }
}
