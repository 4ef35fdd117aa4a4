using SQLitePCL;

namespace VideoPipeline.DurableTask.Sqlite.Store;

/// <summary>One SQLite connection, used by one thread at a time; straight on the C API, because commits are the hot path.</summary>
internal sealed class SqliteConnection : IDisposable
{
    private readonly sqlite3 _database;
    private readonly HashSet<SqliteStatement> _statements = [];

    static SqliteConnection() => Batteries_V2.Init();

    public SqliteConnection(string path, bool readOnly, TimeSpan busyTimeout)
    {
        var flags = readOnly ? raw.SQLITE_OPEN_READONLY : raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE;
        var result = raw.sqlite3_open_v2(path, out _database, flags | raw.SQLITE_OPEN_NOMUTEX, null);
        if (result != raw.SQLITE_OK)
        {
            _database.Dispose();
            throw new StoreException(result, $"The store '{path}' could not be opened.");
        }

        raw.sqlite3_extended_result_codes(_database, 1);
        raw.sqlite3_busy_timeout(_database, (int)busyTimeout.TotalMilliseconds);
    }

    public int Changes => raw.sqlite3_changes(_database);

    /// <summary>False inside a transaction, which a failed commit may or may not have ended.</summary>
    public bool IsAutoCommit => raw.sqlite3_get_autocommit(_database) != 0;

    public void Execute(string sql) => Check(raw.sqlite3_exec(_database, sql));

    public long? Scalar(string sql)
    {
        using var read = Prepare(sql);
        return read.Step() ? read.OptionalLong(0) : null;
    }

    public SqliteStatement Prepare(string sql)
    {
        Check(raw.sqlite3_prepare_v2(_database, sql, out var statement));
        var prepared = new SqliteStatement(this, statement);
        _statements.Add(prepared);
        return prepared;
    }

    public void Dispose()
    {
        foreach (var statement in _statements.ToArray())
        {
            statement.Dispose();
        }

        _database.Dispose();
    }

    internal void Forget(SqliteStatement statement) => _statements.Remove(statement);

    internal void Check(int result)
    {
        if (result is not (raw.SQLITE_OK or raw.SQLITE_DONE or raw.SQLITE_ROW))
        {
            throw new StoreException(result, raw.sqlite3_errmsg(_database).utf8_to_string());
        }
    }
}
