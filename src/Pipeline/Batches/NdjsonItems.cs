using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text.Json;
using VideoPipeline.Requests;

namespace VideoPipeline.Batches;

/// <summary>Reads one JSON object a line, without ever holding more than a line.</summary>
public static class NdjsonItems
{
    private static readonly JsonDocumentOptions s_strict = new() { MaxDepth = 16 };

    public static async IAsyncEnumerable<RawItem> ReadAsync(
        Stream stream, int maxLineBytes, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var pipe = PipeReader.Create(stream, new StreamPipeReaderOptions(leaveOpen: true));
        var line = 0;
        while (true)
        {
            ReadResult read;
            UndecodableTextException? undecodable = null;
            try
            {
                read = await pipe.ReadAsync(cancellationToken);
            }
            catch (UndecodableTextException e)
            {
                (read, undecodable) = (default, e);
            }

            if (undecodable is not null)
            {
                yield return RawItem.Undecodable(undecodable);
                break;
            }

            var buffer = read.Buffer;
            while (TryTakeLine(ref buffer, read.IsCompleted, out var text))
            {
                line++;
                if (Read(line, text) is { } item)
                {
                    yield return item;
                }
            }

            if (buffer.Length > maxLineBytes)
            {
                yield return RawItem.Bad(line + 1, RequestCodes.BodyTooLarge, $"The line is longer than {maxLineBytes} bytes; nothing after it was read.", isCut: true);
                break;
            }

            pipe.AdvanceTo(buffer.Start, buffer.End);
            if (read.IsCompleted)
            {
                break;
            }
        }

        await pipe.CompleteAsync();
    }

    private static bool TryTakeLine(ref ReadOnlySequence<byte> buffer, bool isLast, out ReadOnlySequence<byte> line)
    {
        if (buffer.PositionOf((byte)'\n') is { } end)
        {
            line = buffer.Slice(0, end);
            buffer = buffer.Slice(buffer.GetPosition(1, end));
            return true;
        }

        line = buffer;
        if (!isLast || buffer.IsEmpty)
        {
            return false;
        }

        buffer = buffer.Slice(buffer.End);
        return true;
    }

    // Null: an empty line, which is no item.
    private static RawItem? Read(int line, ReadOnlySequence<byte> text)
    {
        var bytes = text.ToArray().AsMemory();
        if (line == 1 && bytes.Span.StartsWith("\uFEFF"u8))
        {
            bytes = bytes[3..];
        }

        if (bytes.Span.IndexOfAnyExcept(" \t\r"u8) < 0)
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(bytes, s_strict);
            return new RawItem(line, document.RootElement.Clone());
        }
        catch (JsonException malformed)
        {
            return RawItem.Bad(line, RequestCodes.InvalidJson, $"The line is not valid JSON: see byte {(malformed.BytePositionInLine ?? 0) + 1}.");
        }
    }
}
