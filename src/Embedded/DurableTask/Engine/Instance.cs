using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using VideoPipeline.Embedded.DurableTask.Replay;
using VideoPipeline.Embedded.DurableTask.Store;

namespace VideoPipeline.Embedded.DurableTask.Engine;

/// <summary>An unfinished instance: who it is, how it stands, what waits for it, and, while cached, its running code.</summary>
internal sealed class Instance(InstanceRow row)
{
    private List<Message> _inbox = [];

    public Lock Gate { get; } = new();

    public long Key { get; } = row.Key;

    public string Id { get; } = row.Id;

    public string Name { get; } = row.Name;

    public string? Tags { get; } = row.Tags;

    public ParentLink? Parent { get; } = row.Parent;

    public DateTime? StartAt { get; } = row.StartAt;

    public string Version { get; set; } = row.Version;

    public int Generation { get; set; } = row.Generation;

    public DateTime CreatedAt { get; set; } = row.Created;

    public DateTime UpdatedAt { get; set; } = row.Updated;

    public OrchestrationRuntimeStatus Status { get; set; } =
        row.Generation > 0 ? OrchestrationRuntimeStatus.Running : OrchestrationRuntimeStatus.Pending;

    public string? CustomStatus { get; set; } = row.CustomStatus;

    /// <summary>Set once the first turn of this generation has been committed.</summary>
    public bool IsStarted { get; set; }

    /// <summary>The input, until the first turn has used it; later it is read from the store when a replay needs it.</summary>
    public string? Input { get; set; } = row.Input;

    public OrchestrationExecution? Execution { get; set; }

    /// <summary>True while a turn is queued, running or being committed; an instance begins so, until its creation is on disk.</summary>
    public bool IsBusy { get; set; } = true;

    /// <summary>True while a start time in the future holds the first turn back.</summary>
    public bool IsDeferred { get; set; }

    public bool IsEnded { get; set; }

    /// <summary>Set by the writer when the end is part of a transaction: nothing is posted to this instance any more.</summary>
    public bool IsClosed { get; set; }

    /// <summary>Set by the writer when another instance has taken this one's place; nothing of it may be written any more.</summary>
    public bool IsReplaced { get; set; }

    /// <summary>Completes when the instance is on disk.</summary>
    public TaskCompletionSource Creation { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Dictionary<int, DueTimer> Timers { get; } = [];

    public LinkedListNode<Instance>? CachePlace { get; set; }

    public bool HasMail => _inbox.Count > 0;

    /// <summary>True when an instance that has not begun is to end: that does not wait for its start time.</summary>
    public bool HasUrgentMail => _inbox.Exists(message => message.Event is Terminated);

    public bool IsCommitted => Creation.Task.IsCompletedSuccessfully;

    public void Receive(Message message) => _inbox.Add(message);

    public void ReturnToInbox(IReadOnlyList<Message> unread) => _inbox.InsertRange(0, unread);

    public IReadOnlyList<Message> TakeInbox()
    {
        if (_inbox.Count == 0)
        {
            return [];
        }

        var all = _inbox;
        _inbox = [];
        return all;
    }

    public ParentOrchestrationInstance? ParentInstance => Parent is null ? null : new(Parent.Name, Parent.Id);
}

/// <summary>
/// Something for an instance: for one generation of it or, with <see cref="AnyGeneration"/>, for whichever runs; the row of
/// the inbox that holds it, or zero; and who waits until it is part of the history.
/// </summary>
internal readonly record struct Message(ReceivedEvent Event, int Generation, long Row, TaskCompletionSource? Taken)
{
    public const int AnyGeneration = -1;
}
