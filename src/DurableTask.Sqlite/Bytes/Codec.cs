using System.Runtime.CompilerServices;
using DurableTask.Core;
using DurableTask.Core.History;

namespace VideoPipeline.DurableTask.Sqlite.Bytes;

/// <summary>What the columns of bytes hold.</summary>
internal static class Codec
{
    private const byte Version = 1;

    [ThreadStatic]
    private static ByteWriter? _writer;

    public static byte[] Events(IEnumerable<HistoryEvent> events)
    {
        var to = Writer();
        foreach (var one in events)
        {
            to.Write(one);
        }

        return to.ToArray();
    }

    public static void ReadEvents(ReadOnlySpan<byte> bytes, List<HistoryEvent> into)
    {
        var from = Reader(bytes);
        while (!from.AtEnd)
        {
            into.Add(from.ReadEvent());
        }
    }

    public static byte[] Message(TaskMessage message)
    {
        var to = Writer();
        to.Write(message.OrchestrationInstance);
        to.Map(message.OrchestrationExecutionContext?.OrchestrationTags);
        to.Write(message.Event);
        return to.ToArray();
    }

    public static TaskMessage ReadMessage(ReadOnlySpan<byte> bytes)
    {
        var from = Reader(bytes);
        var message = new TaskMessage { OrchestrationInstance = from.ReadInstance() };
        if (from.Map() is { } tags)
        {
            message.OrchestrationExecutionContext = new OrchestrationExecutionContext();
            SetTags(message.OrchestrationExecutionContext, tags);
        }

        message.Event = from.ReadEvent();
        return message;
    }

    public static byte[]? Parent(ParentInstance? parent)
    {
        if (parent is null)
        {
            return null;
        }

        var to = Writer();
        to.Write(parent);
        return to.ToArray();
    }

    public static ParentInstance? ReadParent(ReadOnlySpan<byte> bytes) => bytes.IsEmpty ? null : Read(bytes, (ref from) => from.ReadParent());

    public static byte[]? Tags(IDictionary<string, string>? tags)
    {
        if (tags is null)
        {
            return null;
        }

        var to = Writer();
        to.Map(tags);
        return to.ToArray();
    }

    public static IDictionary<string, string>? ReadTags(ReadOnlySpan<byte> bytes) => bytes.IsEmpty ? null : Read(bytes, (ref from) => from.Map());

    public static byte[]? Failure(FailureDetails? failure)
    {
        if (failure is null)
        {
            return null;
        }

        var to = Writer();
        to.Write(failure);
        return to.ToArray();
    }

    public static FailureDetails? ReadFailure(ReadOnlySpan<byte> bytes) => bytes.IsEmpty ? null : Read(bytes, (ref from) => from.ReadFailure());

    private delegate T Reading<T>(ref ByteReader from);

    private static T Read<T>(ReadOnlySpan<byte> bytes, Reading<T> read)
    {
        var from = Reader(bytes);
        return read(ref from);
    }

    private static ByteWriter Writer()
    {
        // A writer that a large payload has grown is not kept.
        if (_writer is not { Length: < 1_000_000 })
        {
            _writer = new ByteWriter();
        }

        _writer.Clear();
        _writer.Byte(Version);
        return _writer;
    }

    private static ByteReader Reader(ReadOnlySpan<byte> bytes)
    {
        var from = new ByteReader(bytes);
        var version = from.Byte();
        return version == Version ? from : throw new NotSupportedException($"The file holds bytes of the unknown version {version}.");
    }

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "set_OrchestrationTags")]
    private static extern void SetTags(OrchestrationExecutionContext context, IDictionary<string, string> tags);
}
