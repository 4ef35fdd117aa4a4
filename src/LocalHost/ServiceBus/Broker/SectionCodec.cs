using System.Runtime.InteropServices;
using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Encoding;
using Microsoft.Azure.Amqp.Framing;

namespace VideoPipeline.LocalHost.ServiceBus.Broker;

/// <summary>One section of a message between its bytes and the library's types.</summary>
internal static class SectionCodec
{
    public static T Decode<T>(ReadOnlyMemory<byte> section)
        where T : AmqpDescribed, new()
    {
        if (section.IsEmpty)
        {
            return new T();
        }

        var bytes = MemoryMarshal.TryGetArray(section, out var array) ? array : new ArraySegment<byte>(section.ToArray());
        try
        {
            using var buffer = new ByteBuffer(bytes);
            var decoded = new T();
            decoded.Decode(buffer);
            return decoded;
        }
        catch (Exception exception) when (exception is AmqpException or InvalidCastException or ArgumentException or IndexOutOfRangeException)
        {
            throw new FormatException($"The section {typeof(T).Name} of the message cannot be read.", exception);
        }
    }

    public static byte[] Encode(AmqpDescribed section)
    {
        using var buffer = new ByteBuffer(256, autoGrow: true);
        section.Encode(buffer);
        return buffer.Buffer.AsSpan(buffer.Offset, buffer.Length).ToArray();
    }
}
