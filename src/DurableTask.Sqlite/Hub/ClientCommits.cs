using DurableTask.Core;
using DurableTask.Core.Exceptions;
using DurableTask.Core.History;
using VideoPipeline.DurableTask.Sqlite.Store;

namespace VideoPipeline.DurableTask.Sqlite.Hub;

/// <summary>A client's start; whether the id is free is decided in the transaction that takes it.</summary>
internal sealed class CreateCommit(TaskHub hub, TaskMessage message, OrchestrationStatus[]? dedupeStatuses) : StoreWork
{
    private static readonly OrchestrationStatus[] ByDefault = [OrchestrationStatus.Pending, OrchestrationStatus.Running];

    private Effects _effects = new();

    public override void Apply(StoreTables tables)
    {
        _effects = new Effects();
        var started = (ExecutionStartedEvent)message.Event;
        var id = started.OrchestrationInstance.InstanceId;
        var existing = tables.Find(id);
        var kept = dedupeStatuses is { Length: > 0 } ? dedupeStatuses : ByDefault;
        if (existing is { } found && kept.Contains(found.Status))
        {
            throw new OrchestrationAlreadyExistsException($"An orchestration instance with the id '{id}' exists and is {found.Status}.");
        }

        new Delivery(tables, _effects, hub.Now).Start(message, started, existing);
    }

    public override void Committed() => hub.Follow(_effects);
}

/// <summary>Messages from outside: events, terminate, suspend, resume, rewind.</summary>
internal sealed class SendCommit(TaskHub hub, IReadOnlyList<TaskMessage> messages) : StoreWork
{
    private Effects _effects = new();

    public override void Apply(StoreTables tables)
    {
        _effects = new Effects();
        var delivery = new Delivery(tables, _effects, hub.Now);
        foreach (var message in messages)
        {
            delivery.Send(message);
        }
    }

    public override void Committed() => hub.Follow(_effects);
}

/// <summary>Deletes up to so many finished instances; the caller comes back for more.</summary>
internal sealed class PurgeCommit(TaskHub hub, InstanceFilter filter, int limit) : StoreWork
{
    private Effects _effects = new();

    public int Count => _effects.All.Count;

    public override void Apply(StoreTables tables)
    {
        _effects = new Effects();
        foreach (var (key, _) in tables.Select(filter, limit))
        {
            tables.Delete(key);
            _effects.Removed(key);
        }
    }

    public override void Committed() => hub.Follow(_effects);
}

internal sealed class PurgeOneCommit(TaskHub hub, string id) : StoreWork
{
    private Effects _effects = new();

    public int Count => _effects.All.Count;

    public override void Apply(StoreTables tables)
    {
        _effects = new Effects();
        if (tables.Find(id) is { } standing && standing.Status.IsTerminal())
        {
            tables.Delete(standing.Key);
            _effects.Removed(standing.Key);
        }
    }

    public override void Committed() => hub.Follow(_effects);
}
