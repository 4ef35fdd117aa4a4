using System.Buffers.Binary;
using System.Text;

namespace VideoPipeline.DurableTask.Sqlite.Bytes;

/// <summary>Reads what <see cref="ByteWriter"/> wrote; bytes that end too early throw.</summary>
internal ref struct ByteReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _left = bytes;

    public readonly bool AtEnd => _left.IsEmpty;

    public byte Byte() => Take(1)[0];

    public bool Bool() => Byte() != 0;

    public int Int()
    {
        uint read = 0;
        for (var shift = 0; ; shift += 7)
        {
            var next = Byte();
            read |= (uint)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return (int)(read >> 1) ^ -(int)(read & 1);
            }
        }
    }

    public long Long() => BinaryPrimitives.ReadInt64LittleEndian(Take(8));

    public DateTime Time() => DateTime.FromBinary(Long());

    public DateTime? OptionalTime() => Bool() ? Time() : null;

    public string? Text()
    {
        var length = Int();
        return length switch
        {
            -1 => null,
            -2 => Utf16(Int()),
            0 => string.Empty,
            _ => Encoding.UTF8.GetString(Take(length)),
        };
    }

    public Dictionary<string, string>? Map()
    {
        var count = Int();
        if (count < 0)
        {
            return null;
        }

        var map = new Dictionary<string, string>(count);
        for (var i = 0; i < count; i++)
        {
            var key = Text()!;
            map[key] = Text()!;
        }

        return map;
    }

    private string Utf16(int length)
    {
        var units = new char[length];
        for (var i = 0; i < length; i++)
        {
            units[i] = (char)BinaryPrimitives.ReadUInt16LittleEndian(Take(2));
        }

        return new string(units);
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        var taken = _left[..count];
        _left = _left[count..];
        return taken;
    }
}
