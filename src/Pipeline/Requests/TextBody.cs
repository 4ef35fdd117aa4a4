using System.Diagnostics.CodeAnalysis;
using System.IO.Compression;
using System.Text;

namespace VideoPipeline.Requests;

/// <summary>
/// What a caller sent, as UTF-8 without a mark: unpacked where it is gzip, decoded by its byte order mark, else by the charset that was
/// declared. Bytes that are no text are refused where they stand; none is ever replaced, because a replaced character is paid for.
/// </summary>
public sealed class TextBody : ReadingStream
{
    /// <summary>The most that a packed body may unpack to.</summary>
    public const long MaxUnpackedBytes = 1L << 30;

    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly Stream _source;
    private readonly Encoding? _declared;
    private readonly Decoder _check = s_strict.GetDecoder();
    private readonly char[] _checked = new char[4096];
    private Stream? _text;
    private bool _isPacked;
    private long _read;
    private int _line = 1;
    private int _column = 1;

    private TextBody(Stream source, Encoding? declared)
    {
        _source = source;
        _declared = declared;
    }

    static TextBody() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <param name="charset">As a content type declares it; null or empty: UTF-8, unless a mark says otherwise.</param>
    /// <returns>False when nobody knows that charset.</returns>
    public static bool TryOpen(Stream source, string? charset, [NotNullWhen(true)] out TextBody? text)
    {
        text = null;
        if (charset is null or "")
        {
            text = new TextBody(source, null);
            return true;
        }

        try
        {
            text = new TextBody(source, Encoding.GetEncoding(charset.Trim('"'), EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback));
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    public static Problem UnknownCharset(string? charset) => new(415, RequestCodes.UnsupportedCharset, $"The charset '{charset}' is not known.");

    /// <exception cref="UndecodableTextException">The bytes are no text in the encoding that was declared, marked or assumed.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            _text ??= await BeginAsync(cancellationToken);
            var read = await _text.ReadAsync(buffer, cancellationToken);
            Check(buffer.Span[..read], isLast: read == 0 && buffer.Length > 0);
            return read;
        }
        catch (Exception e) when (e is DecoderFallbackException or InvalidDataException)
        {
            // Halfway through a decoded text, or a packed one that is broken: where it stands is known by the line alone.
            throw new UndecodableTextException(_line, _column);
        }
    }

    // The stream belongs to whoever opened it.
    private async Task<Stream> BeginAsync(CancellationToken cancellationToken)
    {
        var (start, source) = await PeekAsync(_source, cancellationToken);
        if (start is [0x1F, 0x8B, ..])
        {
            _isPacked = true;
            (start, source) = await PeekAsync(new GZipStream(source, CompressionMode.Decompress, leaveOpen: true), cancellationToken);
        }

        var (encoding, mark) = EncodingOf(start, _declared);
        for (var skipped = 0; skipped < mark;)
        {
            skipped += await source.ReadAsync(new byte[mark - skipped], cancellationToken);
        }

        return encoding is null or UTF8Encoding ? source : Encoding.CreateTranscodingStream(source, encoding, s_strict, leaveOpen: true);
    }

    /// <summary>The first bytes, and the stream with them in it again.</summary>
    private static async Task<(byte[] Start, Stream All)> PeekAsync(Stream stream, CancellationToken cancellationToken)
    {
        var start = new byte[4];
        var read = await stream.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancellationToken);
        return (start[..read], new Rejoined(start.AsMemory(0, read), stream));
    }

    private static (Encoding? Encoding, int Mark) EncodingOf(ReadOnlySpan<byte> start, Encoding? declared) => start switch
    {
        [0xEF, 0xBB, 0xBF, ..] => (null, 3),
        [0xFF, 0xFE, 0, 0] => (new UTF32Encoding(bigEndian: false, byteOrderMark: false, throwOnInvalidCharacters: true), 4),
        [0xFF, 0xFE, ..] => (Utf16(bigEndian: false), 2),
        [0xFE, 0xFF, ..] => (Utf16(bigEndian: true), 2),
        _ when declared is not null => (declared, 0),
        // JSON and CSV begin with an ASCII character, so that a zero tells UTF-16 without its mark.
        [not 0, 0, ..] => (Utf16(bigEndian: false), 0),
        [0, not 0, ..] => (Utf16(bigEndian: true), 0),
        _ => (null, 0),
    };

    private static UnicodeEncoding Utf16(bool bigEndian) => new(bigEndian, byteOrderMark: false, throwOnInvalidBytes: true);

    private void Check(ReadOnlySpan<byte> bytes, bool isLast)
    {
        _read += bytes.Length;
        if (_isPacked && _read > MaxUnpackedBytes)
        {
            throw new UndecodableTextException(_line, _column);
        }

        do
        {
            var part = bytes[..Math.Min(bytes.Length, _checked.Length)];
            try
            {
                _check.GetChars(part, _checked, flush: isLast);
            }
            catch (DecoderFallbackException e)
            {
                // Before the part where it began in the last one; at the end of the text it did.
                var index = part.IsEmpty ? -e.BytesUnknown!.Length : e.Index;
                Count(part[..Math.Clamp(index, 0, part.Length)]);
                _column += Math.Min(index, 0);
                throw new UndecodableTextException(_line, _column);
            }

            Count(part);
            bytes = bytes[part.Length..];
        }
        while (bytes.Length > 0);
    }

    private void Count(ReadOnlySpan<byte> bytes)
    {
        var lines = bytes.Count((byte)'\n');
        _line += lines;
        _column = lines == 0 ? _column + bytes.Length : bytes.Length - bytes.LastIndexOf((byte)'\n');
    }

    private sealed class Rejoined(ReadOnlyMemory<byte> start, Stream rest) : ReadingStream
    {
        private ReadOnlyMemory<byte> _start = start;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_start.IsEmpty)
            {
                return rest.ReadAsync(buffer, cancellationToken);
            }

            var taken = Math.Min(buffer.Length, _start.Length);
            _start[..taken].CopyTo(buffer);
            _start = _start[taken..];
            return new ValueTask<int>(taken);
        }
    }
}

/// <summary>A body is no text from this place on: line and byte in the line, from 1.</summary>
public sealed class UndecodableTextException(int line, int column)
    : Exception($"Line {line}, byte {column}: this is not valid text. Save the file as UTF-8, or declare its charset.")
{
    public int Line { get; } = line;

    public int Column { get; } = column;

    public Problem ToProblem() => new(400, RequestCodes.InvalidEncoding, Message);
}
