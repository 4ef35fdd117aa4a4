using Microsoft.DurableTask.Protobuf;

namespace VideoPipeline.Support.TaskHub;

/// <summary>One orchestration instance: its state, its history, and the messages that no turn has taken yet.</summary>
internal sealed class HubInstance(string id, long order)
{
    public string Id { get; } = id;

    public long Order { get; } = order;

    public string ExecutionId { get; set; } = "";

    public required ExecutionStartedEvent Start { get; set; }

    public OrchestrationStatus Status { get; set; } = OrchestrationStatus.Pending;

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset UpdatedAt { get; set; }

    public string? Output { get; set; }

    public string? CustomStatus { get; set; }

    public TaskFailureDetails? Failure { get; set; }

    public List<HistoryEvent> History { get; } = [];

    public List<HubMessage> Inbox { get; } = [];

    public Dictionary<int, ITimer> Timers { get; } = [];

    /// <summary>A turn is under way.</summary>
    public bool Locked { get; set; }

    public bool Queued { get; set; }

    public bool IsFinished => Status is OrchestrationStatus.Completed or OrchestrationStatus.Failed or OrchestrationStatus.Terminated;

    /// <summary>Nothing is dispatched before an instance's scheduled start.</summary>
    public DateTimeOffset NotBefore { get; set; }

    public void DropTimers()
    {
        foreach (var timer in Timers.Values)
        {
            timer.Dispose();
        }

        Timers.Clear();
    }
}

/// <param name="ExecutionId">The execution that the message is for; null when it is for whichever runs.</param>
internal sealed record HubMessage(HistoryEvent Event, string? ExecutionId);

internal sealed class HubActivity(HubInstance instance, HistoryEvent scheduled, string executionId, bool isCopy = false)
{
    public HubActivity(HubInstance instance, HistoryEvent scheduled)
        : this(instance, scheduled, instance.ExecutionId)
    {
    }

    /// <summary>The same once more.</summary>
    public HubActivity(HubActivity other)
        : this(other.Instance, other.Scheduled, other.ExecutionId, isCopy: true)
    {
    }

    public HubInstance Instance { get; } = instance;

    public string ExecutionId { get; } = executionId;

    public HistoryEvent Scheduled { get; } = scheduled;

    public bool IsCopy { get; } = isCopy;
}
