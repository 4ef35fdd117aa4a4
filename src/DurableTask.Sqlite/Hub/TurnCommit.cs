using DurableTask.Core;
using DurableTask.Core.History;
using VideoPipeline.DurableTask.Sqlite.Bytes;
using VideoPipeline.DurableTask.Sqlite.Store;

namespace VideoPipeline.DurableTask.Sqlite.Hub;

/// <summary>All that a turn did, in one transaction: what it took goes, what it wrote, planned and sent is there, or nothing of it.</summary>
internal sealed class TurnCommit(
    TaskHub hub,
    Turn turn,
    OrchestrationRuntimeState runtime,
    OrchestrationState? state,
    IList<TaskMessage> activities,
    IList<TaskMessage> messages,
    IList<TaskMessage> timers) : StoreWork
{
    private readonly DateTime _now = hub.Now;

    // Encoded by the caller's thread, not the writer's.
    private readonly byte[]? _events = state is null || !runtime.IsValid ? null : Codec.Events(runtime.NewEvents);

    private Effects _effects = new();
    private bool _isDiscarded;
    private bool _startsOver;

    public override void Apply(StoreTables tables)
    {
        _effects = new Effects();
        _isDiscarded = tables.Find(turn.Instance.Key) is not { } standing || standing.Turn != turn.Number;
        if (_isDiscarded)
        {
            return;
        }

        foreach (var letter in turn.Taken)
        {
            tables.Take(letter.Seq);
        }

        // The core found no orchestration for these messages and has dropped them.
        if (_events is null)
        {
            return;
        }

        var current = tables.Find(turn.Instance.Key)!.Value;
        var execution = runtime.OrchestrationInstance!.ExecutionId ?? string.Empty;
        _startsOver = current.Execution != execution;
        if (_startsOver)
        {
            tables.StartOver(current.Key, runtime.ExecutionStartedEvent!);
        }

        tables.Append(current.Key, _events);
        var delivery = new Delivery(tables, _effects, _now);
        var after = current with { Execution = execution, Turn = current.Turn + 1, StartAt = null };
        foreach (var activity in activities)
        {
            delivery.Post(after, MessageKind.Activity, null, activity);
        }

        if (state!.OrchestrationStatus.IsTerminal())
        {
            tables.Finish(current.Key, state);
            _effects.Ended(current.Key, turn.Instance.Id);
        }
        else
        {
            tables.Update(current.Key, state);
            foreach (var timer in timers)
            {
                delivery.Post(after, MessageKind.Inbox, ((TimerFiredEvent)timer.Event).FireAt.Utc(), timer);
            }
        }

        foreach (var message in messages)
        {
            delivery.Send(message);
        }
    }

    public override void Committed()
    {
        turn.IsCommitted = true;
        hub.TurnCommitted(turn.Instance, !_isDiscarded && _events is not null, _startsOver, runtime.NewEvents, _events?.Length ?? 0);
        hub.Follow(_effects);
    }
}
