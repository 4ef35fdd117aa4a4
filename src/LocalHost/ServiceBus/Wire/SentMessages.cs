using Microsoft.Azure.Amqp;
using VideoPipeline.LocalHost.ServiceBus.Broker;

namespace VideoPipeline.LocalHost.ServiceBus.Wire;

/// <summary>What one transfer of a sender holds: a message, or a batch of them.</summary>
internal static class SentMessages
{
    private const uint BatchFormat = 0x80013700;

    /// <exception cref="FormatException">The bytes are no message.</exception>
    public static IReadOnlyList<BrokeredContent> Read(AmqpMessage message)
    {
        if (message.MessageFormat != BatchFormat)
        {
            return [BrokeredContent.Decode(Copy(message)).Checked()];
        }

        try
        {
            return [.. message.DataBody.Select(data => BrokeredContent.Decode(Copy(data.Value)).Checked())];
        }
        catch (Exception exception) when (exception is AmqpException or InvalidOperationException or ArgumentException)
        {
            throw new FormatException("The batch cannot be read.", exception);
        }
    }

    /// <summary>The library takes its buffers back when the delivery is settled.</summary>
    private static byte[] Copy(AmqpMessage message)
    {
        using var copy = new MemoryStream();
        using var stream = message.ToStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }

    private static byte[] Copy(object? data) => data switch
    {
        ArraySegment<byte> segment => segment.ToArray(),
        byte[] bytes => bytes,
        _ => throw new FormatException("The batch holds something else than messages."),
    };
}
