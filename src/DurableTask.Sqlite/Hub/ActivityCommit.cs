using DurableTask.Core;
using VideoPipeline.DurableTask.Sqlite.Store;

namespace VideoPipeline.DurableTask.Sqlite.Hub;

/// <summary>An activity's answer; one that came before, or whose instance is gone or finished, is dropped.</summary>
internal sealed class ActivityCommit(TaskHub hub, PendingActivity activity, TaskMessage answer) : StoreWork
{
    private Effects _effects = new();

    public override void Apply(StoreTables tables)
    {
        _effects = new Effects();
        if (tables.Take(activity.Seq) && tables.Find(activity.Key) is { } standing && !standing.Status.IsTerminal())
        {
            new Delivery(tables, _effects, hub.Now).Post(standing, MessageKind.Inbox, null, answer);
        }
    }

    public override void Committed() => hub.Follow(_effects);
}
