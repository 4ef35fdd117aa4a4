using DurableTask.Core.Exceptions;
using Microsoft.DurableTask;
using VideoPipeline.Embedded.DurableTask.Replay;
using VideoPipeline.Embedded.DurableTask.Store;

namespace VideoPipeline.Embedded.DurableTask.Engine;

/// <summary>What a turn has for other instances: new children, events, and the answer to its own caller.</summary>
internal sealed class Outbox
{
    private readonly EngineCore _core;
    private readonly Instance _from;
    private readonly DateTime _now;
    private readonly List<InstanceCreation> _children = [];
    private readonly List<Letter> _letters = [];

    public Outbox(EngineCore core, Instance from, DateTime now, Outcome outcome)
    {
        _core = core;
        _from = from;
        _now = now;
        if (outcome.Ending is Ending.StartedOver again)
        {
            foreach (var carried in again.CarriedOver)
            {
                Post(from, carried, Message.AnyGeneration);
            }
        }

        foreach (var scheduled in outcome.Scheduled)
        {
            switch (scheduled)
            {
                case ChildScheduled child when outcome.Ending is null:
                    Create(child);
                    break;
                case EventSent sent when core.Directory.TryGet(sent.InstanceId, out var target):
                    Post(target, new EventRaised(sent.Name, sent.Payload, now), Message.AnyGeneration);
                    break;
            }
        }

        if (from.Parent is { } parent && core.Directory.TryGet(parent.Key, out var caller) && Answer(outcome, parent) is { } answer)
        {
            Post(caller, answer, parent.Generation);
        }
    }

    public void Write(StoreTables tables)
    {
        _children.ForEach(child => child.Write(tables));
        _letters.ForEach(letter => letter.Write(tables));
    }

    public void Send()
    {
        _children.ForEach(child => child.Follow());
        _letters.ForEach(letter => _core.Deliver(letter.To, letter.ToMessage()));
    }

    /// <summary>Gives back the ids of children that will not be; who waits for one of them learns why.</summary>
    public void Withdraw(Exception reason) => _children.ForEach(child => child.Withdraw(reason));

    private ReceivedEvent? Answer(Outcome outcome, ParentLink parent) => outcome.Ending switch
    {
        Ending.Completed completed => new ChildCompleted(parent.TaskId, completed.Output, _now),
        Ending.Failed failed => new ChildFailed(parent.TaskId, failed.Output, failed.Details, failed.NonRetriable, _now),
        Ending.Stopped stopped => new ChildFailed(parent.TaskId, stopped.Output, null, false, _now),
        _ => null,
    };

    private void Create(ChildScheduled scheduled)
    {
        if (InstanceCreation.ForChild(_core, _from, scheduled, _now) is { } creation)
        {
            _children.Add(creation);
            return;
        }

        // The caller would wait for ever for an instance that is not its child; better it hears of it.
        var message = $"An orchestration instance with the id '{scheduled.InstanceId}' is already running.";
        var details = new TaskFailureDetails(typeof(OrchestrationAlreadyExistsException).FullName!, message, null, null, null);
        Post(_from, new ChildFailed(scheduled.Id, message, details, false, _now), _from.Generation);
    }

    private void Post(Instance to, ReceivedEvent received, int generation) =>
        _letters.Add(new Letter(to, received, generation, _core.NextRow()));
}
