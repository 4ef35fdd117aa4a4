using System.Globalization;

namespace VideoPipeline.Embedded.DurableTask.Store;

/// <summary>
/// The tables. An instance has one row; its history has one row per turn, appended at the end of the table, so that a
/// commit of many instances writes few pages. What is pending (activities, timers) is what the history shows as open.
/// </summary>
internal static class Schema
{
    private const int Version = 1;

    private const string Tables =
        """
        CREATE TABLE IF NOT EXISTS dt_schema (version INTEGER NOT NULL);
        CREATE TABLE IF NOT EXISTS dt_instances (
            key INTEGER PRIMARY KEY,
            id TEXT NOT NULL,
            name TEXT NOT NULL,
            version TEXT NOT NULL,
            generation INTEGER NOT NULL,
            status INTEGER NOT NULL,
            created INTEGER NOT NULL,
            updated INTEGER NOT NULL,
            start_at INTEGER,
            parent_key INTEGER,
            parent_generation INTEGER,
            parent_task INTEGER,
            parent_id TEXT,
            parent_name TEXT,
            tags TEXT,
            custom_status TEXT,
            input TEXT,
            output TEXT,
            failure BLOB);
        CREATE UNIQUE INDEX IF NOT EXISTS dt_instances_id ON dt_instances (id);
        CREATE INDEX IF NOT EXISTS dt_instances_active ON dt_instances (status) WHERE status = -1;
        CREATE TABLE IF NOT EXISTS dt_history (
            seq INTEGER PRIMARY KEY,
            instance INTEGER NOT NULL,
            episode BLOB NOT NULL);
        CREATE INDEX IF NOT EXISTS dt_history_instance ON dt_history (instance);
        CREATE TABLE IF NOT EXISTS dt_inbox (
            seq INTEGER PRIMARY KEY,
            instance INTEGER NOT NULL,
            generation INTEGER NOT NULL,
            event BLOB NOT NULL);
        CREATE INDEX IF NOT EXISTS dt_inbox_instance ON dt_inbox (instance);
        """;

    /// <summary>
    /// With durability every commit is flushed before anything is told of it (FULL): NORMAL would survive a killed process
    /// but may lose acknowledged commits when the machine loses power, and group commit makes the flush cheap.
    /// </summary>
    public static void Apply(SqliteConnection connection, bool durable)
    {
        connection.Execute("PRAGMA journal_mode = WAL");
        connection.Execute(durable ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = OFF");
        connection.Execute("PRAGMA wal_autocheckpoint = 4000");
        connection.Execute("PRAGMA cache_size = -32000");
        connection.Execute("BEGIN IMMEDIATE");
        connection.Execute(Tables);
        CheckVersion(connection);
        connection.Execute("COMMIT");
    }

    private static void CheckVersion(SqliteConnection connection)
    {
        using var read = connection.Prepare("SELECT version FROM dt_schema");
        if (!read.Step())
        {
            read.Reset();
            connection.Execute(string.Create(CultureInfo.InvariantCulture, $"INSERT INTO dt_schema (version) VALUES ({Version})"));
            return;
        }

        var found = read.Long(0);
        read.Reset();
        if (found != Version)
        {
            throw new InvalidOperationException(
                $"The store has schema version {found}, this build reads version {Version}; use the build that wrote it or another data directory.");
        }
    }
}
