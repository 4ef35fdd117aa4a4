using Microsoft.DurableTask;

namespace VideoPipeline.Embedded.DurableTask.Replay;

/// <summary>One line of an instance's history.</summary>
internal abstract record HistoryEvent;

/// <summary>Something that happened to an instance: an answer, a timer, an event or a command.</summary>
internal abstract record ReceivedEvent(DateTime Timestamp) : HistoryEvent;

internal sealed record TaskCompleted(int TaskId, string? Result, DateTime Timestamp) : ReceivedEvent(Timestamp);

internal sealed record TaskFailed(int TaskId, string? Reason, TaskFailureDetails? Details, bool NonRetriable, DateTime Timestamp)
    : ReceivedEvent(Timestamp);

internal sealed record ChildCompleted(int TaskId, string? Result, DateTime Timestamp) : ReceivedEvent(Timestamp);

internal sealed record ChildFailed(int TaskId, string? Reason, TaskFailureDetails? Details, bool NonRetriable, DateTime Timestamp)
    : ReceivedEvent(Timestamp);

internal sealed record TimerFired(int TimerId, DateTime Timestamp) : ReceivedEvent(Timestamp);

internal sealed record EventRaised(string Name, string? Payload, DateTime Timestamp) : ReceivedEvent(Timestamp);

internal sealed record Suspended(string? Reason, DateTime Timestamp) : ReceivedEvent(Timestamp);

internal sealed record Resumed(string? Reason, DateTime Timestamp) : ReceivedEvent(Timestamp);

internal sealed record Terminated(string? Output, DateTime Timestamp) : ReceivedEvent(Timestamp);

/// <summary>Something that the orchestrator's code asked for; replay has to ask for it again with the same id.</summary>
internal abstract record ScheduledEvent(int Id) : HistoryEvent
{
    /// <summary>What replay compares besides id and kind: the name without regard to case, but no inputs, due times or versions.</summary>
    public abstract string Subject { get; }

    public string Describe() => Subject.Length == 0 ? GetType().Name : $"{GetType().Name} '{Subject}'";
}

internal sealed record TaskScheduled(int Id, string Name, string Version, string? Input) : ScheduledEvent(Id)
{
    public override string Subject => Name;
}

internal sealed record ChildScheduled(
    int Id, string Name, string Version, string InstanceId, string? Input, IReadOnlyDictionary<string, string>? Tags)
    : ScheduledEvent(Id)
{
    public override string Subject => Name;
}

internal sealed record TimerScheduled(int Id, DateTime FireAt) : ScheduledEvent(Id)
{
    public override string Subject => string.Empty;
}

internal sealed record EventSent(int Id, string InstanceId, string Name, string? Payload) : ScheduledEvent(Id)
{
    public override string Subject => Name;
}

/// <summary>One turn of an orchestrator: when it ran, what it was told, what it asked for.</summary>
internal sealed record Episode(
    DateTime Timestamp,
    IReadOnlyList<ReceivedEvent> Received,
    IReadOnlyList<ScheduledEvent> Scheduled,
    StatusChange? Status);

/// <summary>The custom status became this; absent when a turn left it as it was.</summary>
internal sealed record StatusChange(string? Value);
