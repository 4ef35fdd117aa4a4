using System.IO.Compression;
using System.Text;

namespace VideoPipeline.Resellers.Answers;

/// <summary>
/// The bytes of an answer, or of a callback, as text, however they are packed: gzip, deflate or br, asked for or not; a byte order mark; a
/// declared charset. What is no text in it is replaced: nothing of an answer is ever sent anywhere.
/// </summary>
internal static class AnswerText
{
    static AnswerText() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <param name="codings">Of <c>Content-Encoding</c>, in the order in which they were applied.</param>
    /// <param name="maxBytes">The most it may unpack to.</param>
    /// <returns>Null when it unpacks to more, or is none of what it says it is.</returns>
    public static string? Decode(ReadOnlyMemory<byte> body, IEnumerable<string> codings, string? charset, int maxBytes)
    {
        var bytes = body;
        foreach (var coding in codings.Reverse())
        {
            if (Unpack(bytes, coding.Trim(), maxBytes) is not { } unpacked)
            {
                return null;
            }

            bytes = unpacked;
        }

        if (bytes.Span is [0x1F, 0x8B, ..])
        {
            if (Unpack(bytes, "gzip", maxBytes) is not { } unpacked)
            {
                return null;
            }

            bytes = unpacked;
        }

        var (encoding, mark) = EncodingOf(bytes.Span, charset);
        return encoding.GetString(bytes.Span[mark..]);
    }

    private static byte[]? Unpack(ReadOnlyMemory<byte> packed, string coding, int maxBytes)
    {
        try
        {
            using var source = new MemoryStream(packed.ToArray(), writable: false);
            using Stream? stream = coding.ToLowerInvariant() switch
            {
                "gzip" or "x-gzip" => new GZipStream(source, CompressionMode.Decompress),
                // The name means zlib; some send the bare stream.
                "deflate" => packed.Span is [0x78, ..] ? new ZLibStream(source, CompressionMode.Decompress) : new DeflateStream(source, CompressionMode.Decompress),
                "br" => new BrotliStream(source, CompressionMode.Decompress),
                "identity" or "" => source,
                _ => null,
            };
            if (stream is null)
            {
                return null;
            }

            var unpacked = new byte[maxBytes + 1];
            var length = stream.ReadAtLeast(unpacked, unpacked.Length, throwOnEndOfStream: false);
            return length > maxBytes ? null : unpacked[..length];
        }
        catch (Exception exception) when (exception is InvalidDataException or InvalidOperationException or IOException)
        {
            return null;
        }
    }

    private static (Encoding Encoding, int Mark) EncodingOf(ReadOnlySpan<byte> bytes, string? charset) => bytes switch
    {
        [0xEF, 0xBB, 0xBF, ..] => (Encoding.UTF8, 3),
        [0xFF, 0xFE, ..] => (Encoding.Unicode, 2),
        [0xFE, 0xFF, ..] => (Encoding.BigEndianUnicode, 2),
        _ => (Declared(charset), 0),
    };

    private static Encoding Declared(string? charset)
    {
        try
        {
            return charset is { Length: > 0 } ? Encoding.GetEncoding(charset.Trim('"', ' ')) : Encoding.UTF8;
        }
        catch (ArgumentException)
        {
            return Encoding.UTF8;
        }
    }
}
