using Microsoft.DurableTask;

namespace VideoPipeline.Embedded.DurableTask.Replay;

/// <summary>
/// Turns history into bytes and back: a kind byte, then the fields in order; numbers as varints, texts as UTF-8 after
/// their length plus one, zero for null. Kinds and field order are part of the store's schema version.
/// </summary>
internal static class HistoryCodec
{
    public static byte[] Encode(Episode episode)
    {
        var writer = new HistoryWriter();
        writer.Time(episode.Timestamp);
        writer.Flag(episode.Status is not null);
        if (episode.Status is { } status)
        {
            writer.Text(status.Value);
        }

        writer.Number(episode.Received.Count);
        foreach (var received in episode.Received)
        {
            Write(writer, received);
        }

        writer.Number(episode.Scheduled.Count);
        foreach (var scheduled in episode.Scheduled)
        {
            Write(writer, scheduled);
        }

        return writer.ToArray();
    }

    public static Episode DecodeEpisode(ReadOnlySpan<byte> data)
    {
        var reader = new HistoryReader(data);
        var timestamp = reader.Time();
        var status = reader.Flag() ? new StatusChange(reader.Text()) : null;
        var received = new ReceivedEvent[reader.Number()];
        for (var i = 0; i < received.Length; i++)
        {
            received[i] = ReadReceived(ref reader);
        }

        var scheduled = new ScheduledEvent[reader.Number()];
        for (var i = 0; i < scheduled.Length; i++)
        {
            scheduled[i] = ReadScheduled(ref reader);
        }

        return new Episode(timestamp, received, scheduled, status);
    }

    public static byte[] Encode(ReceivedEvent received)
    {
        var writer = new HistoryWriter();
        Write(writer, received);
        return writer.ToArray();
    }

    public static ReceivedEvent DecodeReceived(ReadOnlySpan<byte> data)
    {
        var reader = new HistoryReader(data);
        return ReadReceived(ref reader);
    }

    public static byte[]? Encode(TaskFailureDetails? details)
    {
        if (details is null)
        {
            return null;
        }

        var writer = new HistoryWriter();
        WriteDetails(writer, details);
        return writer.ToArray();
    }

    public static TaskFailureDetails? DecodeDetails(ReadOnlySpan<byte> data)
    {
        if (data.IsEmpty)
        {
            return null;
        }

        var reader = new HistoryReader(data);
        return ReadDetails(ref reader);
    }

    private static void Write(HistoryWriter writer, ReceivedEvent received)
    {
        switch (received)
        {
            case TaskCompleted e:
                writer.Kind(1).Number(e.TaskId).Text(e.Result);
                break;
            case TaskFailed e:
                writer.Kind(2).Number(e.TaskId).Text(e.Reason).Flag(e.NonRetriable);
                WriteDetails(writer, e.Details);
                break;
            case ChildCompleted e:
                writer.Kind(3).Number(e.TaskId).Text(e.Result);
                break;
            case ChildFailed e:
                writer.Kind(4).Number(e.TaskId).Text(e.Reason).Flag(e.NonRetriable);
                WriteDetails(writer, e.Details);
                break;
            case TimerFired e:
                writer.Kind(5).Number(e.TimerId);
                break;
            case EventRaised e:
                writer.Kind(6).Text(e.Name).Text(e.Payload);
                break;
            case Suspended e:
                writer.Kind(7).Text(e.Reason);
                break;
            case Resumed e:
                writer.Kind(8).Text(e.Reason);
                break;
            case Terminated e:
                writer.Kind(9).Text(e.Output);
                break;
            default:
                throw new InvalidOperationException($"{received.GetType()} has no encoding.");
        }

        writer.Time(received.Timestamp);
    }

    private static ReceivedEvent ReadReceived(ref HistoryReader reader)
    {
        var kind = reader.Kind();
        return kind switch
        {
            1 => new TaskCompleted(reader.Number(), reader.Text(), reader.Time()),
            2 => ReadFailure(ref reader, static (id, reason, fatal, details, at) => new TaskFailed(id, reason, details, fatal, at)),
            3 => new ChildCompleted(reader.Number(), reader.Text(), reader.Time()),
            4 => ReadFailure(ref reader, static (id, reason, fatal, details, at) => new ChildFailed(id, reason, details, fatal, at)),
            5 => new TimerFired(reader.Number(), reader.Time()),
            6 => new EventRaised(reader.Text()!, reader.Text(), reader.Time()),
            7 => new Suspended(reader.Text(), reader.Time()),
            8 => new Resumed(reader.Text(), reader.Time()),
            9 => new Terminated(reader.Text(), reader.Time()),
            _ => throw new InvalidDataException($"Unknown kind {kind} in a history."),
        };
    }

    private static ReceivedEvent ReadFailure(
        ref HistoryReader reader, Func<int, string?, bool, TaskFailureDetails?, DateTime, ReceivedEvent> create)
    {
        var id = reader.Number();
        var reason = reader.Text();
        var nonRetriable = reader.Flag();
        var details = ReadDetails(ref reader);
        return create(id, reason, nonRetriable, details, reader.Time());
    }

    private static void Write(HistoryWriter writer, ScheduledEvent scheduled)
    {
        switch (scheduled)
        {
            case TaskScheduled e:
                writer.Kind(1).Number(e.Id).Text(e.Name).Text(e.Version).Text(e.Input);
                break;
            case ChildScheduled e:
                writer.Kind(2).Number(e.Id).Text(e.Name).Text(e.Version).Text(e.InstanceId).Text(e.Input).Text(TagText.Write(e.Tags));
                break;
            case TimerScheduled e:
                writer.Kind(3).Number(e.Id).Time(e.FireAt);
                break;
            case EventSent e:
                writer.Kind(4).Number(e.Id).Text(e.InstanceId).Text(e.Name).Text(e.Payload);
                break;
            default:
                throw new InvalidOperationException($"{scheduled.GetType()} has no encoding.");
        }
    }

    private static ScheduledEvent ReadScheduled(ref HistoryReader reader)
    {
        var kind = reader.Kind();
        return kind switch
        {
            1 => new TaskScheduled(reader.Number(), reader.Text()!, reader.Text()!, reader.Text()),
            2 => new ChildScheduled(
                reader.Number(), reader.Text()!, reader.Text()!, reader.Text()!, reader.Text(), TagText.Read(reader.Text())),
            3 => new TimerScheduled(reader.Number(), reader.Time()),
            4 => new EventSent(reader.Number(), reader.Text()!, reader.Text()!, reader.Text()),
            _ => throw new InvalidDataException($"Unknown kind {kind} in a history."),
        };
    }

    private static void WriteDetails(HistoryWriter writer, TaskFailureDetails? details)
    {
        for (; details is not null; details = details.InnerFailure)
        {
            writer.Flag(true).Text(details.ErrorType).Text(details.ErrorMessage).Text(details.StackTrace);
        }

        writer.Flag(false);
    }

    private static TaskFailureDetails? ReadDetails(ref HistoryReader reader)
    {
        if (!reader.Flag())
        {
            return null;
        }

        var type = reader.Text()!;
        var message = reader.Text()!;
        var stack = reader.Text();
        return new TaskFailureDetails(type, message, stack, ReadDetails(ref reader), new Dictionary<string, object?>());
    }
}
