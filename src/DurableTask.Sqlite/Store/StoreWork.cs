namespace VideoPipeline.DurableTask.Sqlite.Store;

/// <summary>One party's share of a transaction, and what becomes of it when the transaction is on disk.</summary>
internal abstract class StoreWork
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Exception? _failure;

    public Task Done => _done.Task;

    /// <summary>Set when this work alone was refused; the rest of its transaction goes on.</summary>
    public Exception? Failure
    {
        get => _failure;
        set => _failure = value;
    }

    /// <summary>Writes, and touches nothing else but fields of this object; may be called again when a transaction is repeated.</summary>
    public abstract void Apply(StoreTables tables);

    /// <summary>Called in the order of the commits, on the writer's thread.</summary>
    public abstract void Committed();

    public void Succeed() => _done.TrySetResult();

    public void Fail(Exception reason) => _done.TrySetException(reason);
}
