using Microsoft.Data.Sqlite;

namespace LocalHost.ServiceBus.Tests.Broker;

/// <summary>What another user of the file, or a full disk, does to the broker's store until disposed.</summary>
internal sealed class StoreFault : IDisposable
{
    private readonly SqliteConnection connection;

    private readonly string undo;

    private StoreFault(string databasePath, string sql, string undo)
    {
        this.undo = undo;
        connection = new SqliteConnection($"Data Source={databasePath};Pooling=False");
        connection.Open();
        Execute(sql);
    }

    /// <summary>Every insertion of a message fails.</summary>
    public static StoreFault Block(string databasePath) => new(
        databasePath,
        "CREATE TRIGGER fault BEFORE INSERT ON sb_messages BEGIN SELECT RAISE(ABORT, 'no space'); END",
        "DROP TRIGGER fault");

    /// <summary>Somebody else writes.</summary>
    public static StoreFault Lock(string databasePath) => new(databasePath, "BEGIN IMMEDIATE", "COMMIT");

    public void Dispose()
    {
        Execute(undo);
        connection.Dispose();
    }

    private void Execute(string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
