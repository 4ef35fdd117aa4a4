using VideoPipeline.Embedded.DurableTask.Replay;

namespace VideoPipeline.Embedded.DurableTask.Store;

/// <summary>The writes of a transaction, as prepared statements; used by the writer's thread only.</summary>
internal sealed class StoreTables(SqliteConnection connection)
{
    private readonly SqliteStatement _insertInstance = connection.Prepare(
        $"INSERT INTO dt_instances ({InstanceReading.Columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");

    private readonly SqliteStatement _findInstance = connection.Prepare("SELECT key, status FROM dt_instances WHERE id = ?");
    private readonly SqliteStatement _deleteInstance = connection.Prepare("DELETE FROM dt_instances WHERE key = ?");
    private readonly SqliteStatement _finish = connection.Prepare(
        "UPDATE dt_instances SET status = ?, updated = ?, custom_status = ?, output = ?, failure = ? WHERE key = ?");

    private readonly SqliteStatement _startOver = connection.Prepare(
        "UPDATE dt_instances SET generation = ?, version = ?, created = ?, updated = ?, custom_status = ?, input = ? WHERE key = ?");

    private readonly SqliteStatement _append = connection.Prepare("INSERT INTO dt_history (seq, instance, episode) VALUES (?, ?, ?)");
    private readonly SqliteStatement _deleteHistory = connection.Prepare("DELETE FROM dt_history WHERE instance = ?");
    private readonly SqliteStatement _post = connection.Prepare("INSERT INTO dt_inbox (seq, instance, generation, event) VALUES (?, ?, ?, ?)");
    private readonly SqliteStatement _take = connection.Prepare("DELETE FROM dt_inbox WHERE seq = ?");
    private readonly SqliteStatement _deleteInbox = connection.Prepare("DELETE FROM dt_inbox WHERE instance = ?");

    private long _lastEpisode = LastOf(connection, "SELECT max(seq) FROM dt_history");

    public static long LastOf(SqliteConnection connection, string maximum)
    {
        using var read = connection.Prepare(maximum);
        var last = read.Step() ? read.Long(0) : 0;
        read.Reset();
        return last;
    }

    public void Insert(InstanceRow row)
    {
        _insertInstance
            .Bind(1, row.Key).Bind(2, row.Id).Bind(3, row.Name).Bind(4, row.Version).Bind(5, row.Generation).Bind(6, row.Status)
            .Bind(7, row.Created.Ticks).Bind(8, row.Updated.Ticks).Bind(9, row.StartAt?.Ticks)
            .Bind(10, row.Parent?.Key).Bind(11, row.Parent?.Generation).Bind(12, row.Parent?.TaskId)
            .Bind(13, row.Parent?.Id).Bind(14, row.Parent?.Name).Bind(15, row.Tags).Bind(16, row.CustomStatus)
            .Bind(17, row.Input).Bind(18, row.Output).Bind(19, HistoryCodec.Encode(row.Failure))
            .Run();
    }

    public (long Key, int Status)? Find(string id)
    {
        _findInstance.Bind(1, id);
        try
        {
            return _findInstance.Step() ? (_findInstance.Long(0), (int)_findInstance.Long(1)) : null;
        }
        finally
        {
            _findInstance.Reset();
        }
    }

    public void Delete(long key)
    {
        _deleteInstance.Bind(1, key).Run();
        _deleteHistory.Bind(1, key).Run();
        _deleteInbox.Bind(1, key).Run();
    }

    public void Append(long key, byte[] episode) => _append.Bind(1, ++_lastEpisode).Bind(2, key).Bind(3, episode).Run();

    public void Finish(InstanceRow row)
    {
        _finish.Bind(1, row.Status).Bind(2, row.Updated.Ticks).Bind(3, row.CustomStatus).Bind(4, row.Output)
            .Bind(5, HistoryCodec.Encode(row.Failure)).Bind(6, row.Key).Run();
        _deleteInbox.Bind(1, row.Key).Run();
    }

    public void StartOver(InstanceRow row)
    {
        _startOver.Bind(1, row.Generation).Bind(2, row.Version).Bind(3, row.Created.Ticks).Bind(4, row.Updated.Ticks)
            .Bind(5, row.CustomStatus).Bind(6, row.Input).Bind(7, row.Key).Run();
        _deleteHistory.Bind(1, row.Key).Run();
    }

    public void Post(long seq, long key, int generation, byte[] received) =>
        _post.Bind(1, seq).Bind(2, key).Bind(3, generation).Bind(4, received).Run();

    public void Take(long seq) => _take.Bind(1, seq).Run();

    /// <summary>Deletes up to <paramref name="limit"/> finished instances that the filter names, and says how many.</summary>
    public int Purge(InstanceFilter filter, int limit)
    {
        var keys = new List<long>();
        using (var select = connection.Prepare($"SELECT key FROM dt_instances WHERE {filter.Sql} AND status <> -1 LIMIT {limit}"))
        {
            filter.Bind(select, 1);
            while (select.Step())
            {
                keys.Add(select.Long(0));
            }

            select.Reset();
        }

        keys.ForEach(Delete);
        return keys.Count;
    }
}
