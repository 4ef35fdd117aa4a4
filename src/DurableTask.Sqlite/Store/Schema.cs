using System.Globalization;

namespace VideoPipeline.DurableTask.Sqlite.Store;

/// <summary>
/// The tables. An instance has one small row, its input another that no turn touches, its history one row a turn, appended
/// at the end of the table so that a commit of many instances writes few pages. Everything still to come (messages,
/// timers, activities) is a row of messages.
/// </summary>
internal static class Schema
{
    /// <summary>Each entry brings a file from the version before it to its own, 1 being the first.</summary>
    internal static readonly string[] Migrations =
    [
        """
        CREATE TABLE instances (
            key INTEGER PRIMARY KEY,
            id TEXT NOT NULL,
            execution TEXT NOT NULL,
            name TEXT NOT NULL,
            version TEXT,
            status INTEGER NOT NULL,
            turn INTEGER NOT NULL,
            created INTEGER NOT NULL,
            updated INTEGER NOT NULL,
            completed INTEGER,
            start_at INTEGER,
            parent BLOB,
            tags BLOB,
            custom_status TEXT,
            output TEXT,
            failure BLOB);
        CREATE UNIQUE INDEX instances_id ON instances (id);
        CREATE INDEX instances_created ON instances (created, key);
        CREATE TABLE inputs (instance INTEGER PRIMARY KEY, input TEXT);
        CREATE TABLE history (seq INTEGER PRIMARY KEY, instance INTEGER NOT NULL, events BLOB NOT NULL);
        CREATE INDEX history_instance ON history (instance);
        CREATE TABLE messages (
            seq INTEGER PRIMARY KEY,
            instance INTEGER NOT NULL,
            kind INTEGER NOT NULL,
            due INTEGER,
            body BLOB NOT NULL);
        CREATE INDEX messages_instance ON messages (instance);
        """,
    ];

    /// <summary>Every commit is flushed before anything is told of it (FULL); group commit makes the flush cheap.</summary>
    public static void Apply(SqliteConnection connection, int? maxPages)
    {
        connection.Execute("PRAGMA journal_mode = WAL");
        connection.Execute("PRAGMA synchronous = FULL");
        connection.Execute("PRAGMA wal_autocheckpoint = 4000");
        connection.Execute("PRAGMA cache_size = -32000");
        if (maxPages is { } most)
        {
            connection.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA max_page_count = {most}"));
        }

        Migrate(connection, Migrations);
    }

    /// <summary>All that is missing in one transaction, so that a file has one of the known versions and nothing between two.</summary>
    internal static void Migrate(SqliteConnection connection, IReadOnlyCollection<string> migrations)
    {
        connection.Execute("BEGIN IMMEDIATE");
        try
        {
            var found = connection.Scalar("PRAGMA user_version") ?? 0;
            if (found > migrations.Count)
            {
                throw new InvalidOperationException(
                    $"The task hub's file has schema version {found}, this build knows {migrations.Count}; use the build that wrote it or another file.");
            }

            foreach (var migration in migrations.Skip((int)found))
            {
                connection.Execute(migration);
            }

            connection.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {migrations.Count}"));
            connection.Execute("COMMIT");
        }
        catch when (!connection.IsAutoCommit)
        {
            connection.Execute("ROLLBACK");
            throw;
        }
    }
}
