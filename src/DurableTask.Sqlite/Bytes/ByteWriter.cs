using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace VideoPipeline.DurableTask.Sqlite.Bytes;

/// <summary>Writes numbers, texts and times as bytes, small values short.</summary>
internal sealed class ByteWriter
{
    private readonly ArrayBufferWriter<byte> _bytes = new(512);

    public int Length => _bytes.WrittenCount;

    public byte[] ToArray() => _bytes.WrittenSpan.ToArray();

    public void Clear() => _bytes.ResetWrittenCount();

    public void Byte(byte value)
    {
        _bytes.GetSpan(1)[0] = value;
        _bytes.Advance(1);
    }

    public void Bool(bool value) => Byte(value ? (byte)1 : (byte)0);

    /// <summary>Zigzag, so that the many -1 ids take a byte.</summary>
    public void Int(int value)
    {
        var left = (uint)((value << 1) ^ (value >> 31));
        while (left >= 0x80)
        {
            Byte((byte)(left | 0x80));
            left >>= 7;
        }

        Byte((byte)left);
    }

    public void Time(DateTime value) => Long(value.ToBinary());

    public void OptionalTime(DateTime? value)
    {
        Bool(value is not null);
        if (value is { } set)
        {
            Time(set);
        }
    }

    public void Long(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(_bytes.GetSpan(8), value);
        _bytes.Advance(8);
    }

    /// <summary>A length of -1 is null. A lone surrogate, which UTF-8 cannot carry, makes the text go as UTF-16.</summary>
    public void Text(string? value)
    {
        if (value is null)
        {
            Int(-1);
            return;
        }

        if (value.Length > 0 && HasLoneSurrogate(value))
        {
            Int(-2);
            Int(value.Length);
            foreach (var unit in value)
            {
                BinaryPrimitives.WriteUInt16LittleEndian(_bytes.GetSpan(2), unit);
                _bytes.Advance(2);
            }

            return;
        }

        var length = Encoding.UTF8.GetByteCount(value);
        Int(length);
        Encoding.UTF8.GetBytes(value, _bytes.GetSpan(length));
        _bytes.Advance(length);
    }

    public void Map(IDictionary<string, string>? map)
    {
        if (map is null)
        {
            Int(-1);
            return;
        }

        Int(map.Count);
        foreach (var (key, value) in map)
        {
            Text(key);
            Text(value);
        }
    }

    private static bool HasLoneSurrogate(string value)
    {
        var at = value.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF');
        for (; at >= 0 && at < value.Length; at++)
        {
            if (Rune.TryGetRuneAt(value, at, out var rune))
            {
                at += rune.Utf16SequenceLength - 1;
            }
            else
            {
                return true;
            }
        }

        return false;
    }
}
