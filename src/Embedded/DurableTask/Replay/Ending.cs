using Microsoft.DurableTask;

namespace VideoPipeline.Embedded.DurableTask.Replay;

/// <summary>How a generation of an instance ended.</summary>
internal abstract record Ending
{
    private Ending()
    {
    }

    internal sealed record Completed(string? Output) : Ending;

    internal sealed record Failed(string? Output, TaskFailureDetails? Details, bool NonRetriable = false) : Ending;

    internal sealed record Stopped(string? Output) : Ending;

    /// <summary>The instance starts over; events that arrived too late for this generation go with it.</summary>
    internal sealed record StartedOver(string? Input, string? Version, IReadOnlyList<EventRaised> CarriedOver) : Ending;
}

/// <summary>What one turn of an orchestrator led to.</summary>
internal sealed record Outcome(
    IReadOnlyList<ScheduledEvent> Scheduled, IReadOnlyList<int> CancelledTimers, string? CustomStatus, bool IsSuspended, Ending? Ending);
