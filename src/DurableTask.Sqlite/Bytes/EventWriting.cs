using DurableTask.Core.History;

namespace VideoPipeline.DurableTask.Sqlite.Bytes;

/// <summary>Writes history events; numbers of kinds and the order of fields are those of files that exist and never change.</summary>
internal static class EventWriting
{
    public static void Write(this ByteWriter to, HistoryEvent written)
    {
        to.Byte((byte)written.EventType);
        to.Int(written.EventId);
        to.Time(written.Timestamp);
        switch (written)
        {
            case OrchestratorStartedEvent or OrchestratorCompletedEvent:
                break;
            case TaskScheduledEvent scheduled:
                to.Text(scheduled.Name);
                to.Text(scheduled.Version);
                to.Text(scheduled.Input);
                to.Write(scheduled.ParentTraceContext);
                to.Map(scheduled.Tags);
                break;
            case TaskCompletedEvent completed:
                to.Int(completed.TaskScheduledId);
                to.Text(completed.Result);
                break;
            case TaskFailedEvent failed:
                to.Int(failed.TaskScheduledId);
                to.Text(failed.Reason);
                to.Text(failed.Details);
                to.Write(failed.FailureDetails);
                break;
            case ExecutionStartedEvent started:
                Write(to, started);
                break;
            case ExecutionCompletedEvent ended:
                to.Int((int)ended.OrchestrationStatus);
                to.Text(ended.Result);
                to.Write(ended.FailureDetails);
                break;
            case TimerCreatedEvent timer:
                to.Time(timer.FireAt);
                break;
            case TimerFiredEvent fired:
                to.Int(fired.TimerId);
                to.Time(fired.FireAt);
                break;
            case EventRaisedEvent raised:
                to.Text(raised.Name);
                to.Text(raised.Input);
                to.Write(raised.ParentTraceContext);
                break;
            case EventSentEvent sent:
                to.Text(sent.InstanceId);
                to.Text(sent.Name);
                to.Text(sent.Input);
                break;
            default:
                WriteRare(to, written);
                break;
        }
    }

    private static void Write(ByteWriter to, ExecutionStartedEvent started)
    {
        to.Text(started.Name);
        to.Text(started.Version);
        to.Text(started.Input);
        to.Write(started.OrchestrationInstance);
        to.Write(started.ParentInstance);
        to.Map(started.Tags);
        to.Text(started.Correlation);
        to.Write(started.ParentTraceContext);
        to.OptionalTime(started.ScheduledStartTime);
        to.Int(started.Generation ?? -1);
        to.Bool(started.GenerateNewTrace);
    }

    private static void WriteRare(ByteWriter to, HistoryEvent written)
    {
        switch (written)
        {
            case SubOrchestrationInstanceCreatedEvent created:
                to.Text(created.Name);
                to.Text(created.Version);
                to.Text(created.InstanceId);
                to.Text(created.Input);
                to.Text(created.ClientSpanId);
                to.Map(created.Tags);
                break;
            case SubOrchestrationInstanceCompletedEvent completed:
                to.Int(completed.TaskScheduledId);
                to.Text(completed.Result);
                break;
            case SubOrchestrationInstanceFailedEvent failed:
                to.Int(failed.TaskScheduledId);
                to.Text(failed.Reason);
                to.Text(failed.Details);
                to.Write(failed.FailureDetails);
                break;
            case ExecutionTerminatedEvent terminated:
                to.Text(terminated.Input);
                break;
            case ExecutionSuspendedEvent suspended:
                to.Text(suspended.Reason);
                break;
            case ExecutionResumedEvent resumed:
                to.Text(resumed.Reason);
                break;
            case ExecutionRewoundEvent rewound:
                to.Text(rewound.Reason);
                to.Text(rewound.ParentExecutionId);
                to.Text(rewound.InstanceId);
                to.Write(rewound.ParentTraceContext);
                break;
            case GenericEvent generic:
                to.Text(generic.Data);
                break;
            default:
                throw new NotSupportedException($"A history event of the kind {written.EventType} cannot be stored.");
        }
    }
}
