using DurableTask.Core.Exceptions;
using VideoPipeline.Embedded.DurableTask.Replay;
using VideoPipeline.Embedded.DurableTask.Store;

namespace VideoPipeline.Embedded.DurableTask.Engine;

/// <summary>A new instance on its way to disk; it has its id in the directory already, so that nobody else takes it.</summary>
internal sealed class InstanceCreation(
    EngineCore core, Instance instance, InstanceRow row, Instance? replaced, Func<int, bool>? mayReplaceStored)
{
    private bool _conflict;

    /// <summary>Null when an unfinished instance has the id.</summary>
    public static InstanceCreation? ForChild(EngineCore core, Instance parent, ChildScheduled scheduled, DateTime now)
    {
        var row = new InstanceRow(
            core.NextKey(), scheduled.InstanceId, scheduled.Name, scheduled.Version, 0, InstanceRow.Active, now, now, null,
            new ParentLink(parent.Key, parent.Generation, scheduled.Id, parent.Id, parent.Name),
            TagText.Write(scheduled.Tags), null, scheduled.Input, null, null);
        var instance = new Instance(row);
        return core.Directory.TryAdd(instance)
            ? new InstanceCreation(core, instance, row, replaced: null, mayReplaceStored: static status => status != InstanceRow.Active)
            : null;
    }

    public void Write(StoreTables tables)
    {
        _conflict = false;
        if (replaced is not null)
        {
            replaced.IsReplaced = true;
            tables.Delete(replaced.Key);
        }
        else if (mayReplaceStored is not null && tables.Find(row.Id) is { } stored)
        {
            if (!mayReplaceStored(stored.Status))
            {
                _conflict = true;
                return;
            }

            tables.Delete(stored.Key);
        }

        tables.Insert(row);
    }

    public void Follow()
    {
        if (_conflict)
        {
            Withdraw(new OrchestrationAlreadyExistsException($"An orchestration with the instance id '{row.Id}' already exists."));
            return;
        }

        if (replaced is not null)
        {
            End(replaced);
            core.Waiters.Signal(row.Id);
        }

        instance.Creation.TrySetResult();
        core.Begin(instance);
    }

    public void Withdraw(Exception reason)
    {
        core.Directory.Remove(instance);
        End(instance);
        instance.Creation.TrySetException(reason);
    }

    private void End(Instance ended)
    {
        core.DisarmTimers(ended);
        IReadOnlyList<Message> mail;
        lock (ended.Gate)
        {
            ended.IsEnded = true;
            mail = ended.TakeInbox();
        }

        foreach (var message in mail)
        {
            message.Taken?.TrySetResult();
        }
    }
}

/// <summary>A creation that a client asked for.</summary>
internal sealed class ClientCreation(EngineCore core, InstanceCreation creation) : StoreWork
{
    public override void Apply(StoreTables tables) => creation.Write(tables);

    public override void Committed()
    {
        creation.Follow();
        core.Work.End();
    }

    public override void Lost(Exception reason)
    {
        creation.Withdraw(reason);
        core.Work.End();
    }
}
