using System.Buffers.Binary;

namespace VideoPipeline.Storage;

/// <summary>
/// Walks over the top-level boxes of an ISO base media file as it streams by (ISO/IEC 14496-12 §4.2), to tell a file that was cut
/// off from a whole one: asset hosts have been seen to serve a part with a length that agrees with it.
/// </summary>
public sealed class Mp4Boxes
{
    private const int ShortHeader = 8;
    private const int LongHeader = 16;

    private static readonly string[] s_known = ["ftyp", "styp", "moov", "moof", "mdat", "mfra", "sidx", "free", "skip", "wide", "meta", "uuid"];

    private readonly byte[] _header = new byte[LongHeader];
    private int _headerLength;
    private long _left;
    private bool _isUnknown;

    /// <summary>Whether the bytes so far end within a box. False where something else than known boxes stands: that is not judged.</summary>
    public bool IsCut => !_isUnknown && _left > 0;

    public void Append(ReadOnlySpan<byte> chunk)
    {
        while (chunk.Length > 0 && !_isUnknown)
        {
            if (_left > 0)
            {
                var body = (int)Math.Min(_left, chunk.Length);
                _left -= body;
                chunk = chunk[body..];
                continue;
            }

            var needed = HeaderLength() - _headerLength;
            var taken = Math.Min(needed, chunk.Length);
            chunk[..taken].CopyTo(_header.AsSpan(_headerLength));
            _headerLength += taken;
            chunk = chunk[taken..];
            if (_headerLength == HeaderLength())
            {
                Enter();
            }
        }
    }

    // A size of 1 says that the true one follows, in 64 bits.
    private int HeaderLength() => _headerLength >= 4 && Size() == 1 ? LongHeader : ShortHeader;

    private uint Size() => BinaryPrimitives.ReadUInt32BigEndian(_header);

    private void Enter()
    {
        var size = _headerLength == LongHeader ? BinaryPrimitives.ReadInt64BigEndian(_header.AsSpan(ShortHeader)) : Size();
        _left = size - _headerLength;

        // A size of 0 means "to the end of the file", wherever that is.
        _isUnknown = size == 0 || _left < 0 || !Array.Exists(s_known, IsType);
        _headerLength = 0;
    }

    private bool IsType(string type) =>
        _header[4] == type[0] && _header[5] == type[1] && _header[6] == type[2] && _header[7] == type[3];
}
