using System.Buffers.Binary;

namespace VideoPipeline.Storage;

/// <summary>Whether bytes begin as an ISO base media file does (ISO/IEC 14496-12 §4.3: a <c>ftyp</c> box first).</summary>
public static class Mp4Signature
{
    /// <summary>How many leading bytes <see cref="Matches"/> needs.</summary>
    public const int Length = 12;

    private const uint SmallestFtypBox = 16;

    public static bool Matches(ReadOnlySpan<byte> start) =>
        start.Length >= Length
        && start[4..8].SequenceEqual("ftyp"u8)
        && BinaryPrimitives.ReadUInt32BigEndian(start) >= SmallestFtypBox;
}
