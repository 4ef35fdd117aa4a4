using System.Buffers.Binary;
using System.Text;

namespace VideoPipeline.Embedded.DurableTask.Replay;

internal sealed class HistoryWriter
{
    private byte[] _buffer = new byte[128];
    private int _length;

    public HistoryWriter Kind(byte kind)
    {
        Reserve(1)[0] = kind;
        _length++;
        return this;
    }

    public HistoryWriter Flag(bool value) => Kind(value ? (byte)1 : (byte)0);

    public HistoryWriter Number(int value)
    {
        var span = Reserve(5);
        var rest = (uint)value;
        var used = 0;
        while (rest >= 0x80)
        {
            span[used++] = (byte)(rest | 0x80);
            rest >>= 7;
        }

        span[used++] = (byte)rest;
        _length += used;
        return this;
    }

    public HistoryWriter Time(DateTime value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(Reserve(8), value.Ticks);
        _length += 8;
        return this;
    }

    public HistoryWriter Text(string? value)
    {
        if (value is null)
        {
            return Number(0);
        }

        var bytes = Encoding.UTF8.GetByteCount(value);
        Number(checked(bytes + 1));
        Encoding.UTF8.GetBytes(value, Reserve(bytes));
        _length += bytes;
        return this;
    }

    public byte[] ToArray() => _buffer.AsSpan(0, _length).ToArray();

    private Span<byte> Reserve(int count)
    {
        if (_buffer.Length - _length < count)
        {
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _length + count));
        }

        return _buffer.AsSpan(_length);
    }
}

internal ref struct HistoryReader(ReadOnlySpan<byte> data)
{
    private ReadOnlySpan<byte> _rest = data;

    public byte Kind()
    {
        var kind = _rest[0];
        _rest = _rest[1..];
        return kind;
    }

    public bool Flag() => Kind() != 0;

    public int Number()
    {
        uint value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var next = Kind();
            value |= (uint)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return (int)value;
            }
        }
    }

    public DateTime Time()
    {
        var ticks = BinaryPrimitives.ReadInt64LittleEndian(_rest);
        _rest = _rest[8..];
        return new DateTime(ticks, DateTimeKind.Utc);
    }

    public string? Text()
    {
        var length = Number() - 1;
        if (length < 0)
        {
            return null;
        }

        var text = Encoding.UTF8.GetString(_rest[..length]);
        _rest = _rest[length..];
        return text;
    }
}
