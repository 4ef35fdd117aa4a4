using System.Text;
using SQLitePCL;

namespace VideoPipeline.DurableTask.Sqlite.Store;

/// <summary>A prepared statement: bind, step, read, and reset by disposing of the run.</summary>
internal sealed class SqliteStatement(SqliteConnection connection, sqlite3_stmt statement) : IDisposable
{
    public SqliteStatement Bind(int index, long value)
    {
        connection.Check(raw.sqlite3_bind_int64(statement, index, value));
        return this;
    }

    public SqliteStatement Bind(int index, long? value) => value is { } set ? Bind(index, set) : BindNull(index);

    public SqliteStatement Bind(int index, string? value)
    {
        if (value is null)
        {
            return BindNull(index);
        }

        // With its length, so that a zero character does not end it; only the empty text has no bytes to point to.
        connection.Check(value.Length == 0
            ? raw.sqlite3_bind_text(statement, index, value)
            : raw.sqlite3_bind_text(statement, index, Encoding.UTF8.GetBytes(value).AsSpan()));
        return this;
    }

    public SqliteStatement Bind(int index, byte[]? value)
    {
        if (value is null)
        {
            return BindNull(index);
        }

        connection.Check(raw.sqlite3_bind_blob(statement, index, value));
        return this;
    }

    public void Run()
    {
        try
        {
            connection.Check(raw.sqlite3_step(statement));
        }
        finally
        {
            Reset();
        }
    }

    /// <summary>True while there is a row; the caller resets when it has read what it wants.</summary>
    public bool Step()
    {
        var result = raw.sqlite3_step(statement);
        connection.Check(result);
        return result == raw.SQLITE_ROW;
    }

    public void Reset() => raw.sqlite3_reset(statement);

    public long Long(int column) => raw.sqlite3_column_int64(statement, column);

    public long? OptionalLong(int column) => IsNull(column) ? null : Long(column);

    public string? Text(int column) => IsNull(column) ? null : Encoding.UTF8.GetString(raw.sqlite3_column_blob(statement, column));

    public ReadOnlySpan<byte> Blob(int column) => raw.sqlite3_column_blob(statement, column);

    public void Dispose()
    {
        connection.Forget(this);
        statement.Dispose();
    }

    private bool IsNull(int column) => raw.sqlite3_column_type(statement, column) == raw.SQLITE_NULL;

    private SqliteStatement BindNull(int index)
    {
        connection.Check(raw.sqlite3_bind_null(statement, index));
        return this;
    }
}
