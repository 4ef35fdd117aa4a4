using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;

namespace VideoPipeline.LocalHost.ServiceBus.Broker;

/// <summary>
/// The tables of the broker. Used by the broker's loop alone; a transaction opens with the first write and is closed by
/// <see cref="Commit"/>, so that one commit covers everything that was asked for at the same time.
/// </summary>
internal sealed class BrokerStore : IDisposable
{
    /// <summary>Instead of a path: keeps everything in memory.</summary>
    public const string InMemory = ":memory:";

    private readonly StoreLock? held;
    private readonly SqliteConnection connection;
    private readonly Dictionary<string, SqliteCommand> commands = [];
    private bool isInTransaction;

    public BrokerStore(string path, bool durable)
    {
        held = path == InMemory ? null : new StoreLock(path);
        connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        connection.Open();
        Execute("PRAGMA busy_timeout = 10000; PRAGMA journal_mode = WAL;");
        Execute(durable ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
        Execute("""
            CREATE TABLE IF NOT EXISTS sb_queues (
                id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE COLLATE NOCASE, last_sequence INTEGER NOT NULL);
            CREATE TABLE IF NOT EXISTS sb_messages (
                id INTEGER PRIMARY KEY, queue_id INTEGER NOT NULL, sequence INTEGER NOT NULL, enqueued_sequence INTEGER NOT NULL,
                state INTEGER NOT NULL, delivery_count INTEGER NOT NULL, lock_token TEXT, locked_until INTEGER NOT NULL,
                scheduled_for INTEGER NOT NULL, expires_at INTEGER NOT NULL, enqueued_at INTEGER NOT NULL,
                time_to_live INTEGER NOT NULL, encoded BLOB NOT NULL);
            CREATE TABLE IF NOT EXISTS sb_seen (
                queue_id INTEGER NOT NULL, message_id TEXT NOT NULL, forgotten_at INTEGER NOT NULL,
                PRIMARY KEY (queue_id, message_id)) WITHOUT ROWID;
            """);
    }

    public Dictionary<string, (long Id, long LastSequence)> LoadQueues()
    {
        var queues = new Dictionary<string, (long, long)>(StringComparer.OrdinalIgnoreCase);
        using var reader = Command("SELECT id, path, last_sequence FROM sb_queues").ExecuteReader();
        while (reader.Read())
        {
            queues[reader.GetString(1)] = (reader.GetInt64(0), reader.GetInt64(2));
        }

        return queues;
    }

    public long AddQueue(string path) =>
        (long)WriteCommand("INSERT INTO sb_queues (path, last_sequence) VALUES ($p0, 0) RETURNING id", path).ExecuteScalar()!;

    public void SaveSequence(MessageQueue queue) =>
        Write("UPDATE sb_queues SET last_sequence = $p0 WHERE id = $p1", queue.LastSequenceNumber, queue.Id);

    public IEnumerable<Entry> LoadEntries(IReadOnlyDictionary<long, MessageQueue> queues)
    {
        using var reader = Command("""
            SELECT id, queue_id, sequence, state, delivery_count, lock_token, locked_until, scheduled_for, expires_at
            FROM sb_messages
            """).ExecuteReader();
        while (reader.Read())
        {
            // Entities that are no longer configured keep their messages until they are configured again.
            if (queues.TryGetValue(reader.GetInt64(1), out var queue))
            {
                yield return new Entry(reader.GetInt64(0), queue, reader.GetInt64(2))
                {
                    State = (MessageState)reader.GetInt32(3),
                    DeliveryCount = reader.GetInt32(4),
                    LockToken = reader.IsDBNull(5) ? Guid.Empty : Guid.Parse(reader.GetString(5)),
                    LockedUntil = Time(reader, 6),
                    ScheduledFor = Time(reader, 7),
                    ExpiresAt = Time(reader, 8),
                };
            }
        }
    }

    public long LastId() => (long)Command("SELECT COALESCE(MAX(id), 0) FROM sb_messages").ExecuteScalar()!;

    public IEnumerable<(long QueueId, string MessageId, DateTimeOffset ForgottenAt)> LoadSeen()
    {
        using var reader = Command("SELECT queue_id, message_id, forgotten_at FROM sb_seen ORDER BY forgotten_at").ExecuteReader();
        while (reader.Read())
        {
            yield return (reader.GetInt64(0), reader.GetString(1), Time(reader, 2));
        }
    }

    public void Remember(long queueId, string messageId, DateTimeOffset until) =>
        Write("INSERT OR REPLACE INTO sb_seen VALUES ($p0, $p1, $p2)", queueId, messageId, until.UtcTicks);

    public void Forget(long queueId, string messageId) =>
        Write("DELETE FROM sb_seen WHERE queue_id = $p0 AND message_id = $p1", queueId, messageId);

    public void Insert(
        Entry entry, long enqueuedSequence, DateTimeOffset enqueuedAt, TimeSpan timeToLive, BrokeredContent content) => Write(
        "INSERT INTO sb_messages VALUES ($p0, $p1, $p2, $p3, $p4, $p5, NULL, 0, $p6, $p7, $p8, $p9, $p10)",
        entry.Id, entry.Queue.Id, entry.SequenceNumber, enqueuedSequence, (int)entry.State, entry.DeliveryCount,
        entry.ScheduledFor.UtcTicks, entry.ExpiresAt.UtcTicks, enqueuedAt.UtcTicks,
        timeToLive.Ticks, Bytes(content));

    public void Save(Entry entry) => Write(
        """
        UPDATE sb_messages SET queue_id = $p0, state = $p1, delivery_count = $p2, lock_token = $p3, locked_until = $p4 WHERE id = $p5
        """,
        entry.Queue.Id, (int)entry.State, entry.DeliveryCount,
        entry.IsLocked ? entry.LockToken.ToString() : DBNull.Value, entry.LockedUntil.UtcTicks, entry.Id);

    /// <summary>A scheduled message takes its place in the queue.</summary>
    public void SaveActivation(Entry entry, DateTimeOffset enqueuedAt) => Write(
        "UPDATE sb_messages SET sequence = $p0, enqueued_sequence = $p0, state = $p1, enqueued_at = $p2 WHERE id = $p3",
        entry.SequenceNumber, (int)entry.State, enqueuedAt.UtcTicks, entry.Id);

    public void SaveContent(Entry entry, BrokeredContent content) =>
        Write("UPDATE sb_messages SET encoded = $p0 WHERE id = $p1", Bytes(content), entry.Id);

    public void Delete(Entry entry) => Write("DELETE FROM sb_messages WHERE id = $p0", entry.Id);

    public DeliveredMessage Read(Entry entry)
    {
        using var reader = Command(
            "SELECT enqueued_sequence, enqueued_at, time_to_live, encoded FROM sb_messages WHERE id = $p0", entry.Id).ExecuteReader();
        if (!reader.Read())
        {
            throw new InvalidOperationException($"Message {entry.SequenceNumber} of {entry.Queue.Path} has no row.");
        }

        return new DeliveredMessage(BrokeredContent.Decode(reader.GetFieldValue<byte[]>(3)))
        {
            SequenceNumber = entry.SequenceNumber,
            EnqueuedSequenceNumber = reader.GetInt64(0),
            DeliveryCount = entry.DeliveryCount,
            LockToken = entry.LockToken,
            LockedUntil = entry.LockedUntil,
            EnqueuedTime = Time(reader, 1),
            TimeToLive = new TimeSpan(reader.GetInt64(2)),
            DeadLetterSource = entry.Queue.Source,
            State = entry.State,
        };
    }

    public void Commit()
    {
        if (isInTransaction)
        {
            Command("COMMIT").ExecuteNonQuery();
            isInTransaction = false;
        }
    }

    public void Rollback()
    {
        if (isInTransaction)
        {
            isInTransaction = false;
            Command("ROLLBACK").ExecuteNonQuery();
        }
    }

    public void Dispose()
    {
        foreach (var command in commands.Values)
        {
            command.Dispose();
        }

        connection.Dispose();
        held?.Dispose();
    }

    private void Write(string sql, params object[] parameters) => WriteCommand(sql, parameters).ExecuteNonQuery();

    private SqliteCommand WriteCommand(string sql, params object[] parameters)
    {
        if (!isInTransaction)
        {
            Command("BEGIN IMMEDIATE").ExecuteNonQuery();
            isInTransaction = true;
        }

        return Command(sql, parameters);
    }

    private SqliteCommand Command(string sql, params object[] parameters)
    {
        if (!commands.TryGetValue(sql, out var command))
        {
            command = connection.CreateCommand();
            command.CommandText = sql;
            for (var i = 0; i < parameters.Length; i++)
            {
                command.Parameters.Add(new SqliteParameter($"$p{i}", parameters[i]));
            }

            commands.Add(sql, command);
        }

        for (var i = 0; i < parameters.Length; i++)
        {
            command.Parameters[i].Value = parameters[i];
        }

        return command;
    }

    private void Execute(string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static byte[] Bytes(BrokeredContent content) =>
        MemoryMarshal.TryGetArray(content.Encoded, out var segment) && segment.Count == segment.Array!.Length
            ? segment.Array
            : content.Encoded.ToArray();

    private static DateTimeOffset Time(SqliteDataReader reader, int ordinal) => new(reader.GetInt64(ordinal), TimeSpan.Zero);
}
