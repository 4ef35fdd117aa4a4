using System.Text;
using Azure.Messaging.ServiceBus;

namespace VideoPipeline.Embedded.ServiceBus.Broker;

/// <summary>What a message weighs against the limit of the entity, in bytes.</summary>
internal static class MessageSize
{
    public static long Of(BrokeredContent content) =>
        content.Body.Length + Encoding.UTF8.GetByteCount(MessageJson.WriteProperties(content));

    /// <summary>What is sent together counts together, as in the service.</summary>
    public static void Check(IReadOnlyList<BrokeredContent> contents, int maxBytes, string path)
    {
        if (contents.Sum(static content => (long)content.Body.Length) > maxBytes || contents.Sum(Of) > maxBytes)
        {
            throw new ServiceBusException(
                $"The message or batch is larger than {maxBytes} bytes.", ServiceBusFailureReason.MessageSizeExceeded, path);
        }
    }
}
