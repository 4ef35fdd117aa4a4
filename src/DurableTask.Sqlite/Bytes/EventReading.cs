using DurableTask.Core;
using DurableTask.Core.History;

namespace VideoPipeline.DurableTask.Sqlite.Bytes;

/// <summary>Reads history events back.</summary>
internal static class EventReading
{
    public static HistoryEvent ReadEvent(this ref ByteReader from)
    {
        var kind = (EventType)from.Byte();
        var id = from.Int();
        var time = from.Time();
        var read = kind switch
        {
            EventType.OrchestratorStarted => new OrchestratorStartedEvent(id),
            EventType.OrchestratorCompleted => new OrchestratorCompletedEvent(id),
            EventType.TaskScheduled => new TaskScheduledEvent(id, from.Text()!, from.Text(), from.Text())
            {
                ParentTraceContext = from.ReadTrace(),
                Tags = from.Map(),
            },
            EventType.TaskCompleted => new TaskCompletedEvent(id, from.Int(), from.Text()),
            EventType.TaskFailed => new TaskFailedEvent(id, from.Int(), from.Text(), from.Text(), from.ReadFailure()),
            EventType.ExecutionStarted => ReadStarted(id, ref from),
            EventType.ExecutionCompleted => ReadCompleted(id, ref from),
            EventType.ContinueAsNew => ReadContinued(id, ref from),
            EventType.TimerCreated => new TimerCreatedEvent(id, from.Time()),
            EventType.TimerFired => new TimerFiredEvent(id) { TimerId = from.Int(), FireAt = from.Time() },
            EventType.EventRaised => ReadRaised(id, ref from),
            EventType.EventSent => new EventSentEvent(id) { InstanceId = from.Text(), Name = from.Text(), Input = from.Text() },
            _ => ReadRare(kind, id, ref from),
        };
        read.Timestamp = time;
        return read;
    }

    private static ExecutionStartedEvent ReadStarted(int id, ref ByteReader from)
    {
        var name = from.Text();
        var version = from.Text();
        return new ExecutionStartedEvent(id, from.Text())
        {
            Name = name,
            Version = version,
            OrchestrationInstance = from.ReadInstance(),
            ParentInstance = from.ReadParent(),
            Tags = from.Map(),
            Correlation = from.Text(),
            ParentTraceContext = from.ReadTrace(),
            ScheduledStartTime = from.OptionalTime(),
            Generation = from.Int() is var generation and >= 0 ? generation : null,
            GenerateNewTrace = from.Bool(),
        };
    }

    private static ExecutionCompletedEvent ReadCompleted(int id, ref ByteReader from)
    {
        var status = (OrchestrationStatus)from.Int();
        return new ExecutionCompletedEvent(id, from.Text(), status, from.ReadFailure());
    }

    private static ContinueAsNewEvent ReadContinued(int id, ref ByteReader from)
    {
        from.Int();
        var continued = new ContinueAsNewEvent(id, from.Text());
        from.ReadFailure();
        return continued;
    }

    private static EventRaisedEvent ReadRaised(int id, ref ByteReader from)
    {
        var name = from.Text();
        return new EventRaisedEvent(id, from.Text()) { Name = name, ParentTraceContext = from.ReadTrace() };
    }

    private static HistoryEvent ReadRare(EventType kind, int id, ref ByteReader from) => kind switch
    {
        EventType.SubOrchestrationInstanceCreated => new SubOrchestrationInstanceCreatedEvent(id)
        {
            Name = from.Text(),
            Version = from.Text(),
            InstanceId = from.Text(),
            Input = from.Text(),
            ClientSpanId = from.Text(),
            Tags = from.Map(),
        },
        EventType.SubOrchestrationInstanceCompleted => new SubOrchestrationInstanceCompletedEvent(id, from.Int(), from.Text()),
        EventType.SubOrchestrationInstanceFailed =>
            new SubOrchestrationInstanceFailedEvent(id, from.Int(), from.Text(), from.Text(), from.ReadFailure()),
        EventType.ExecutionTerminated => new ExecutionTerminatedEvent(id, from.Text()),
        EventType.ExecutionSuspended => new ExecutionSuspendedEvent(id, from.Text()),
        EventType.ExecutionResumed => new ExecutionResumedEvent(id, from.Text()),
        EventType.ExecutionRewound => new ExecutionRewoundEvent(id, from.Text())
        {
            ParentExecutionId = from.Text(),
            InstanceId = from.Text(),
            ParentTraceContext = from.ReadTrace(),
        },
        EventType.GenericEvent => new GenericEvent(id, from.Text()),
        _ => throw new NotSupportedException($"The file holds a history event of the unknown kind {(int)kind}."),
    };
}
