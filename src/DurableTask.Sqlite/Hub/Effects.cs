using DurableTask.Core;
using VideoPipeline.DurableTask.Sqlite.Store;

namespace VideoPipeline.DurableTask.Sqlite.Hub;

/// <summary>What a transaction did, for the hub to follow in memory once it is on disk; in the order in which it was done.</summary>
internal sealed class Effects
{
    public List<Effect> All { get; } = [];

    public void Posted(long seq, Standing to, MessageKind kind, DateTime? due, TaskMessage message) =>
        All.Add(new Effect.Posted(seq, to, kind, due, message));

    public void Removed(long key) => All.Add(new Effect.Removed(key));

    public void Ended(long key, string id) => All.Add(new Effect.Ended(key, id));
}

internal abstract record Effect
{
    private Effect()
    {
    }

    internal sealed record Posted(long Seq, Standing To, MessageKind Kind, DateTime? Due, TaskMessage Message) : Effect;

    /// <summary>The row is gone, and all that belonged to it.</summary>
    internal sealed record Removed(long Key) : Effect;

    internal sealed record Ended(long Key, string Id) : Effect;
}
