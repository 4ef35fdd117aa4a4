namespace VideoPipeline.Embedded.DurableTask.Store;

/// <summary>One party's share of a transaction, and what becomes of it when the transaction is on disk.</summary>
internal abstract class StoreWork
{
    /// <summary>Writes; may be called again when a transaction has to be repeated.</summary>
    public abstract void Apply(StoreTables tables);

    public abstract void Committed();

    /// <summary>The engine ended before this was on disk; nothing of it is.</summary>
    public abstract void Lost(Exception reason);
}
