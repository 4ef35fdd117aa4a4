using System.Collections.Concurrent;
using System.Globalization;
using DurableTask.Core;
using DurableTask.Core.History;
using VideoPipeline.DurableTask.Sqlite.Bytes;

namespace VideoPipeline.DurableTask.Sqlite.Store;

/// <summary>Reads what is committed, on connections of its own, beside the writer.</summary>
internal sealed class StoreReader(string path, TimeSpan busyTimeout) : IDisposable
{
    private readonly ConcurrentBag<SqliteConnection> _idle = [];
    private volatile bool _disposed;

    public OrchestrationState? Find(string id, bool withInput) => List($"i.id = ?", statement => statement.Bind(1, id), withInput, 1).FirstOrDefault().State;

    public IReadOnlyList<(long Key, OrchestrationState State)> List(InstanceFilter filter, bool withInputs, int limit) =>
        List(filter.Sql, statement => filter.Bind(statement, 1), withInputs, limit);

    public List<HistoryEvent> History(long key) => Events("SELECT events FROM history WHERE instance = ? ORDER BY seq", s => s.Bind(1, key));

    public List<HistoryEvent> History(string id) => Events(
        "SELECT h.events FROM history h JOIN instances i ON i.key = h.instance WHERE i.id = ? ORDER BY h.seq", s => s.Bind(1, id));

    public string CheckIntegrity() => Use(connection =>
    {
        using var check = connection.Prepare("PRAGMA integrity_check");
        return check.Step() ? check.Text(0)! : string.Empty;
    });

    public void Dispose()
    {
        _disposed = true;
        while (_idle.TryTake(out var connection))
        {
            connection.Dispose();
        }
    }

    private List<(long Key, OrchestrationState State)> List(string where, Action<SqliteStatement> bind, bool withInputs, int limit) => Use(connection =>
    {
        var (column, join) = withInputs ? (", p.input", " LEFT JOIN inputs p ON p.instance = i.key") : (string.Empty, string.Empty);
        using var select = connection.Prepare(string.Create(
            CultureInfo.InvariantCulture, $"SELECT {InstanceRow.Columns}{column} FROM instances i{join} WHERE {where} ORDER BY i.key LIMIT {limit}"));
        bind(select);
        var rows = new List<(long, OrchestrationState)>();
        while (select.Step())
        {
            rows.Add((select.Long(0), select.ReadState(withInputs ? 15 : -1)));
        }

        return rows;
    });

    private List<HistoryEvent> Events(string sql, Action<SqliteStatement> bind) => Use(connection =>
    {
        using var select = connection.Prepare(sql);
        bind(select);
        var events = new List<HistoryEvent>();
        while (select.Step())
        {
            Codec.ReadEvents(select.Blob(0), events);
        }

        return events;
    });

    private T Use<T>(Func<SqliteConnection, T> read)
    {
        ObjectDisposedException.ThrowIf(_disposed, typeof(SqliteOrchestrationService));
        if (!_idle.TryTake(out var connection))
        {
            connection = new SqliteConnection(path, readOnly: true, busyTimeout);
        }

        try
        {
            return read(connection);
        }
        finally
        {
            _idle.Add(connection);
            if (_disposed)
            {
                Dispose();
            }
        }
    }
}
