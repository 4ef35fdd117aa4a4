using Microsoft.Data.Sqlite;

namespace Embedded.Tests.ServiceBus;

/// <summary>Makes every insertion of a message fail until disposed, as a full disk would.</summary>
internal sealed class StoreFault : IDisposable
{
    private readonly SqliteConnection connection;

    private StoreFault(string databasePath)
    {
        connection = new SqliteConnection($"Data Source={databasePath};Pooling=False");
        connection.Open();
        Execute("CREATE TRIGGER fault BEFORE INSERT ON sb_messages BEGIN SELECT RAISE(ABORT, 'no space'); END");
    }

    public static StoreFault Block(string databasePath) => new(databasePath);

    public void Dispose()
    {
        Execute("DROP TRIGGER fault");
        connection.Dispose();
    }

    private void Execute(string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
