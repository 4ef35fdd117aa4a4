using SQLitePCL;

namespace VideoPipeline.DurableTask.Sqlite.Store;

/// <summary>SQLite refused; the code is SQLite's. Nothing of the refused work is in the file.</summary>
internal sealed class StoreException(int code, string message) : Exception($"{message} (SQLite {code})")
{
    public int Code { get; } = code;

    /// <summary>True when the same transaction may well succeed later: a busy file, a full disk, a failed write.</summary>
    public bool IsTransient => (Code & 0xFF) is raw.SQLITE_BUSY or raw.SQLITE_LOCKED or raw.SQLITE_FULL or raw.SQLITE_IOERR;
}
