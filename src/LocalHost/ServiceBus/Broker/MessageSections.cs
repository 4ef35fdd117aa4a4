using System.Buffers.Binary;

namespace VideoPipeline.LocalHost.ServiceBus.Broker;

/// <summary>The sections of an encoded AMQP message, each as its bytes; what is not looked at is passed on as it came.</summary>
/// <param name="Body">The body sections of any kind, and the footer.</param>
internal sealed record MessageSections(
    ReadOnlyMemory<byte> Header,
    ReadOnlyMemory<byte> Annotations,
    ReadOnlyMemory<byte> Properties,
    ReadOnlyMemory<byte> ApplicationProperties,
    ReadOnlyMemory<byte> Body)
{
    private const int MaxDepth = 32;
    private const int Described = 0;

    /// <exception cref="FormatException">The bytes are no message.</exception>
    public static MessageSections Split(ReadOnlyMemory<byte> message)
    {
        var sections = new ReadOnlyMemory<byte>[4];
        var position = 0;
        while (position < message.Length)
        {
            var end = EndOfValue(message.Span, position, depth: 0);
            // Header, delivery annotations (for one hop only), message annotations, properties, application properties.
            switch (SectionCode(message.Span, position))
            {
                case 0x70: sections[0] = message[position..end]; break;
                case 0x71: break;
                case 0x72: sections[1] = message[position..end]; break;
                case 0x73: sections[2] = message[position..end]; break;
                case 0x74: sections[3] = message[position..end]; break;
                default:
                    var body = message[position..];
                    CheckBody(body.Span);
                    return new(sections[0], sections[1], sections[2], sections[3], body);
            }

            position = end;
        }

        return new(sections[0], sections[1], sections[2], sections[3], default);
    }

    public ReadOnlyMemory<byte> Join() => Join(Header.Span, Annotations.Span);

    /// <summary>The message with another header and other annotations, which are the broker's to write.</summary>
    public byte[] Join(ReadOnlySpan<byte> header, ReadOnlySpan<byte> annotations)
    {
        var message = new byte[header.Length + annotations.Length + Properties.Length + ApplicationProperties.Length + Body.Length];
        var rest = message.AsSpan();
        Append(header, ref rest);
        Append(annotations, ref rest);
        Append(Properties.Span, ref rest);
        Append(ApplicationProperties.Span, ref rest);
        Append(Body.Span, ref rest);
        return message;
    }

    private static void Append(ReadOnlySpan<byte> bytes, ref Span<byte> rest)
    {
        bytes.CopyTo(rest);
        rest = rest[bytes.Length..];
    }

    private static void CheckBody(ReadOnlySpan<byte> body)
    {
        for (var position = 0; position < body.Length;)
        {
            if (SectionCode(body, position) is not (>= 0x75 and <= 0x78))
            {
                throw new FormatException("The message has sections in the wrong order.");
            }

            position = EndOfValue(body, position, depth: 0);
        }
    }

    private static long SectionCode(ReadOnlySpan<byte> bytes, int position)
    {
        if (bytes[position] != Described || position + 2 >= bytes.Length)
        {
            throw new FormatException("A section of the message is not described.");
        }

        return bytes[position + 1] switch
        {
            0x53 => bytes[position + 2],
            0x80 when position + 10 <= bytes.Length => BinaryPrimitives.ReadInt64BigEndian(bytes[(position + 2)..]),
            _ => throw new FormatException("A section of the message has a descriptor of another kind."),
        };
    }

    /// <summary>The width of a value follows from the upper half of its format code (AMQP 1.0, part 1.2).</summary>
    private static int EndOfValue(ReadOnlySpan<byte> bytes, int position, int depth)
    {
        if (position >= bytes.Length || depth > MaxDepth)
        {
            throw new FormatException("The message ends in the middle of a value.");
        }

        var code = bytes[position];
        if (code == Described)
        {
            return EndOfValue(bytes, EndOfValue(bytes, position + 1, depth + 1), depth + 1);
        }

        long end = position + 1 + (code >> 4) switch
        {
            0x4 => 0L,
            0x5 => 1,
            0x6 => 2,
            0x7 => 4,
            0x8 => 8,
            0x9 => 16,
            0xa or 0xc or 0xe when position + 2 <= bytes.Length => 1 + bytes[position + 1],
            0xb or 0xd or 0xf when position + 5 <= bytes.Length =>
                4L + BinaryPrimitives.ReadUInt32BigEndian(bytes[(position + 1)..]),
            _ => throw new FormatException("The message has a value of an unknown type."),
        };
        return end <= bytes.Length ? (int)end : throw new FormatException("The message ends in the middle of a value.");
    }
}
