using VideoPipeline.Embedded.DurableTask.Store;

namespace VideoPipeline.Embedded.DurableTask.Engine;

/// <summary>Deletes finished instances: one by id, or a portion of those that a filter names.</summary>
internal sealed class PurgeCommit(EngineCore core, Func<StoreTables, int> purge) : StoreWork
{
    private readonly TaskCompletionSource<int> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _count;

    public Task<int> Done => _done.Task;

    public override void Apply(StoreTables tables) => _count = purge(tables);

    public override void Committed()
    {
        _done.TrySetResult(_count);
        core.Work.End();
    }

    public override void Lost(Exception reason)
    {
        _done.TrySetException(reason);
        core.Work.End();
    }
}
