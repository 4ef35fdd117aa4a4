using DurableTask.Core;
using DurableTask.Core.History;
using VideoPipeline.DurableTask.Sqlite.Bytes;

namespace VideoPipeline.DurableTask.Sqlite.Store;

/// <summary>The statements of a transaction, prepared once; used by the writer's thread only.</summary>
internal sealed class StoreTables(SqliteConnection connection)
{
    private const string Where = "SELECT key, execution, status, turn, start_at FROM instances WHERE ";

    private readonly SqliteStatement _savepoint = connection.Prepare("SAVEPOINT work");
    private readonly SqliteStatement _rollback = connection.Prepare("ROLLBACK TO work");
    private readonly SqliteStatement _release = connection.Prepare("RELEASE work");
    private readonly SqliteStatement _findId = connection.Prepare(Where + "id = ?");
    private readonly SqliteStatement _findKey = connection.Prepare(Where + "key = ?");
    private readonly SqliteStatement _insert = connection.Prepare(
        "INSERT INTO instances (key, id, execution, name, version, status, turn, created, updated, start_at, parent, tags)"
        + " VALUES (?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?, ?)");

    private readonly SqliteStatement _insertInput = connection.Prepare("INSERT OR REPLACE INTO inputs (instance, input) VALUES (?, ?)");
    private readonly SqliteStatement _update = connection.Prepare(
        "UPDATE instances SET turn = turn + 1, status = ?, updated = ?, custom_status = ? WHERE key = ?");

    private readonly SqliteStatement _finish = connection.Prepare(
        "UPDATE instances SET turn = turn + 1, status = ?, updated = ?, completed = ?, custom_status = ?, output = ?, failure = ? WHERE key = ?");

    private readonly SqliteStatement _startOver = connection.Prepare(
        "UPDATE instances SET execution = ?, version = ?, created = ?, completed = NULL, output = NULL, failure = NULL WHERE key = ?");

    private readonly SqliteStatement _append = connection.Prepare("INSERT INTO history (seq, instance, events) VALUES (?, ?, ?)");
    private readonly SqliteStatement _post = connection.Prepare("INSERT INTO messages (seq, instance, kind, due, body) VALUES (?, ?, ?, ?, ?)");
    private readonly SqliteStatement _take = connection.Prepare("DELETE FROM messages WHERE seq = ?");
    private readonly SqliteStatement _firstMessage = connection.Prepare("SELECT body FROM messages WHERE instance = ? AND kind = 0 ORDER BY seq LIMIT 1");
    private readonly SqliteStatement _deleteTimers = connection.Prepare("DELETE FROM messages WHERE instance = ? AND due IS NOT NULL");
    private readonly SqliteStatement _deleteInbox = connection.Prepare("DELETE FROM messages WHERE instance = ? AND kind = 0");
    private readonly SqliteStatement _deleteHistory = connection.Prepare("DELETE FROM history WHERE instance = ?");
    private readonly SqliteStatement[] _delete =
    [
        connection.Prepare("DELETE FROM messages WHERE instance = ?"),
        connection.Prepare("DELETE FROM history WHERE instance = ?"),
        connection.Prepare("DELETE FROM inputs WHERE instance = ?"),
        connection.Prepare("DELETE FROM instances WHERE key = ?"),
    ];

    private long _lastKey = connection.Scalar("SELECT max(key) FROM instances") ?? 0;
    private long _lastTurn = connection.Scalar("SELECT max(seq) FROM history") ?? 0;
    private long _lastMessage = connection.Scalar("SELECT max(seq) FROM messages") ?? 0;

    public void Savepoint() => _savepoint.Run();

    public void RollbackToSavepoint() => _rollback.Run();

    public void ReleaseSavepoint() => _release.Run();

    public Standing? Find(string id) => One(_findId.Bind(1, id));

    public Standing? Find(long key) => One(_findKey.Bind(1, key));

    public long Insert(ExecutionStartedEvent started, DateTime now)
    {
        var key = ++_lastKey;
        _insert.Bind(1, key).Bind(2, started.OrchestrationInstance.InstanceId).Bind(3, started.OrchestrationInstance.ExecutionId ?? string.Empty)
            .Bind(4, started.Name).Bind(5, started.Version).Bind(6, (long)OrchestrationStatus.Pending)
            .Bind(7, started.Timestamp.Utc().Ticks).Bind(8, now.Ticks).Bind(9, started.ScheduledStartTime?.Utc().Ticks)
            .Bind(10, Codec.Parent(started.ParentInstance)).Bind(11, Codec.Tags(started.Tags)).Run();
        SetInput(key, started.Input);
        return key;
    }

    /// <summary>A new generation: the row keeps its key, and what belonged to the old one goes.</summary>
    public void StartOver(long key, ExecutionStartedEvent started)
    {
        _startOver.Bind(1, started.OrchestrationInstance.ExecutionId ?? string.Empty).Bind(2, started.Version).Bind(3, started.Timestamp.Utc().Ticks)
            .Bind(4, key).Run();
        SetInput(key, started.Input);
        _deleteHistory.Bind(1, key).Run();
        _deleteTimers.Bind(1, key).Run();
    }

    public void Update(long key, OrchestrationState state) =>
        _update.Bind(1, (long)state.OrchestrationStatus).Bind(2, state.LastUpdatedTime.Utc().Ticks).Bind(3, state.Status).Bind(4, key).Run();

    public void Finish(long key, OrchestrationState state)
    {
        _finish.Bind(1, (long)state.OrchestrationStatus).Bind(2, state.LastUpdatedTime.Utc().Ticks).Bind(3, state.CompletedTime.Utc().Ticks)
            .Bind(4, state.Status).Bind(5, state.Output).Bind(6, Codec.Failure(state.FailureDetails)).Bind(7, key).Run();
        _deleteInbox.Bind(1, key).Run();
    }

    public void Append(long key, byte[] events) => _append.Bind(1, ++_lastTurn).Bind(2, key).Bind(3, events).Run();

    public long Post(long key, MessageKind kind, DateTime? due, TaskMessage message)
    {
        var seq = ++_lastMessage;
        _post.Bind(1, seq).Bind(2, key).Bind(3, (long)kind).Bind(4, due?.Ticks).Bind(5, Codec.Message(message)).Run();
        return seq;
    }

    /// <summary>False when the message is not there any more.</summary>
    public bool Take(long seq)
    {
        _take.Bind(1, seq).Run();
        return connection.Changes > 0;
    }

    public TaskMessage? FirstMessage(long key)
    {
        _firstMessage.Bind(1, key);
        try
        {
            return _firstMessage.Step() ? Codec.ReadMessage(_firstMessage.Blob(0)) : null;
        }
        finally
        {
            _firstMessage.Reset();
        }
    }

    public void Delete(long key)
    {
        foreach (var statement in _delete)
        {
            statement.Bind(1, key).Run();
        }
    }

    public List<(long Key, string Id)> Select(InstanceFilter filter, int limit)
    {
        using var select = connection.Prepare($"SELECT i.key, i.id FROM instances i WHERE {filter.Sql} ORDER BY i.key LIMIT {limit}");
        filter.Bind(select, 1);
        var found = new List<(long, string)>();
        while (select.Step())
        {
            found.Add((select.Long(0), select.Text(1)!));
        }

        return found;
    }

    private void SetInput(long key, string? input) => _insertInput.Bind(1, key).Bind(2, input).Run();

    private static Standing? One(SqliteStatement bound)
    {
        try
        {
            return bound.Step()
                ? new Standing(bound.Long(0), bound.Text(1)!, (OrchestrationStatus)bound.Long(2), bound.Long(3), bound.OptionalLong(4))
                : null;
        }
        finally
        {
            bound.Reset();
        }
    }
}

internal enum MessageKind
{
    Inbox,
    Activity,
}
