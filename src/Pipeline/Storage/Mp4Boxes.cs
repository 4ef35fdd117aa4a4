using System.Buffers.Binary;

namespace VideoPipeline.Storage;

/// <summary>
/// Walks the top-level boxes of an MP4 as its bytes go by (ISO/IEC 14496-12 §4.2), so that half a file is told from a whole one even
/// where its sender states the length of the half.
/// </summary>
internal sealed class Mp4Boxes
{
    /// <summary>What <see cref="Save"/> writes.</summary>
    public const int SavedLength = 18;

    private const int HeaderLength = 8;
    private const int LargeHeaderLength = 16;

    private readonly byte[] _header = new byte[LargeHeaderLength];
    private int _headerBytes;
    private long _toSkip;
    private bool _toTheEnd;
    private bool _broken;
    private bool _hasIndex;
    private bool _hasMedia;

    /// <summary>The bytes so far end where a box ends, and there is both an index and media.</summary>
    public bool IsWhole => !_broken && _headerBytes == 0 && _toSkip == 0 && _hasIndex && _hasMedia;

    /// <summary>Where the walk stands, so that another run can go on from here.</summary>
    public void Save(Span<byte> saved)
    {
        saved.Clear();
        saved[0] = (byte)((_toTheEnd ? 1 : 0) | (_broken ? 2 : 0) | (_hasIndex ? 4 : 0) | (_hasMedia ? 8 : 0));
        saved[1] = (byte)_headerBytes;
        if (_headerBytes > 0)
        {
            _header.AsSpan(0, _headerBytes).CopyTo(saved[2..]);
        }
        else
        {
            BinaryPrimitives.WriteInt64BigEndian(saved[2..], _toSkip);
        }
    }

    public static Mp4Boxes Restore(ReadOnlySpan<byte> saved)
    {
        var boxes = new Mp4Boxes
        {
            _toTheEnd = (saved[0] & 1) != 0,
            _broken = (saved[0] & 2) != 0,
            _hasIndex = (saved[0] & 4) != 0,
            _hasMedia = (saved[0] & 8) != 0,
            _headerBytes = Math.Min((int)saved[1], LargeHeaderLength - 1),
        };
        if (boxes._headerBytes > 0)
        {
            saved.Slice(2, boxes._headerBytes).CopyTo(boxes._header);
        }
        else
        {
            boxes._toSkip = BinaryPrimitives.ReadInt64BigEndian(saved[2..]);
        }

        return boxes;
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty && !_broken && !_toTheEnd)
        {
            if (_toSkip > 0)
            {
                var skipped = (int)Math.Min(_toSkip, bytes.Length);
                _toSkip -= skipped;
                bytes = bytes[skipped..];
                continue;
            }

            _header[_headerBytes++] = bytes[0];
            bytes = bytes[1..];
            if (_headerBytes == Needed())
            {
                BeginBox();
            }
        }
    }

    // A size of 1 says that the real one follows in 64 bits.
    private int Needed() => _headerBytes >= HeaderLength && Size32() == 1 ? LargeHeaderLength : HeaderLength;

    private void BeginBox()
    {
        if (_headerBytes == HeaderLength && Size32() == 1)
        {
            return;
        }

        var size = _headerBytes == LargeHeaderLength ? BinaryPrimitives.ReadInt64BigEndian(_header.AsSpan(8)) : Size32();
        var type = _header.AsSpan(4, 4);
        _hasIndex |= type.SequenceEqual("moov"u8) || type.SequenceEqual("moof"u8);
        _hasMedia |= type.SequenceEqual("mdat"u8);
        _toTheEnd = size == 0;
        _broken = size != 0 && size < _headerBytes;
        _toSkip = size == 0 ? 0 : size - _headerBytes;
        _headerBytes = 0;
    }

    private uint Size32() => BinaryPrimitives.ReadUInt32BigEndian(_header);
}
