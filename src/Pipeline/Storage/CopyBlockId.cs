using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace VideoPipeline.Storage;

/// <summary>
/// The id of a staged block says all that a later run needs to go on after it: of which asset it is, where it begins, how the asset
/// begins, and where the walk over the MP4's boxes stands at its end. Ids of one blob must have one length, at most 64 bytes.
/// </summary>
internal sealed record CopyBlockId(string Asset, long Start, byte[] Opening, byte[] Boxes)
{
    /// <summary>How many of the first bytes it carries; a full block is longer.</summary>
    public const int OpeningLength = 16;

    private const int RunLength = 8;
    private const int AssetLength = 8;
    private const int Length = RunLength + AssetLength + sizeof(long) + OpeningLength + Mp4Boxes.SavedLength;

    public static string AssetOf(AssetVersion? asset)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{asset?.Length} {asset?.Tag}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, AssetLength));
    }

    /// <param name="run">Of the run that stages it, so that two copies of one activity never mix their blocks.</param>
    public string Encode(long run)
    {
        Span<byte> id = stackalloc byte[Length];
        BinaryPrimitives.WriteInt64BigEndian(id, run);
        Convert.FromHexString(Asset).CopyTo(id[RunLength..]);
        BinaryPrimitives.WriteInt64BigEndian(id[(RunLength + AssetLength)..], Start);
        Opening.CopyTo(id[^(OpeningLength + Mp4Boxes.SavedLength)..]);
        Boxes.CopyTo(id[^Mp4Boxes.SavedLength..]);
        return Convert.ToBase64String(id);
    }

    /// <summary>Null for a block that something else has staged.</summary>
    public static CopyBlockId? Decode(string id)
    {
        Span<byte> bytes = stackalloc byte[Length];
        return Convert.TryFromBase64String(id, bytes, out var length) && length == Length
            ? new CopyBlockId(
                Convert.ToHexStringLower(bytes.Slice(RunLength, AssetLength)),
                BinaryPrimitives.ReadInt64BigEndian(bytes[(RunLength + AssetLength)..]),
                bytes.Slice(Length - OpeningLength - Mp4Boxes.SavedLength, OpeningLength).ToArray(),
                bytes[^Mp4Boxes.SavedLength..].ToArray())
            : null;
    }
}
