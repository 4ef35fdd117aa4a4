using System.Collections.Concurrent;
using VideoPipeline.Embedded.DurableTask.Replay;

namespace VideoPipeline.Embedded.DurableTask.Store;

/// <summary>Reads what is committed, on connections of its own, beside the writer.</summary>
internal sealed class StoreReader(string path) : IDisposable
{
    private readonly ConcurrentBag<Reading> _idle = [];
    private volatile bool _disposed;

    public InstanceRow? Find(string id) => Use(reading => reading.Find(id));

    public InstanceRow? Find(long key) => Use(reading => reading.Find(key));

    public IReadOnlyList<Episode> History(long key) => Use(reading => reading.History(key));

    /// <summary>Up to <paramref name="limit"/> instances with keys above <paramref name="after"/>, in the order of their keys.</summary>
    public IReadOnlyList<InstanceRow> List(InstanceFilter filter, long after, int limit) =>
        Use(reading => reading.List(filter, after, limit));

    public void Dispose()
    {
        _disposed = true;
        while (_idle.TryTake(out var reading))
        {
            reading.Dispose();
        }
    }

    private T Use<T>(Func<Reading, T> read)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (!_idle.TryTake(out var reading))
        {
            reading = new Reading(path);
        }

        try
        {
            return read(reading);
        }
        finally
        {
            _idle.Add(reading);
            if (_disposed)
            {
                Dispose();
            }
        }
    }

    private sealed class Reading : IDisposable
    {
        private readonly SqliteConnection _connection;
        private readonly SqliteStatement _byId;
        private readonly SqliteStatement _byKey;
        private readonly SqliteStatement _history;

        public Reading(string path)
        {
            _connection = new SqliteConnection(path, readOnly: true);
            _byId = _connection.Prepare($"SELECT {InstanceReading.Columns} FROM dt_instances WHERE id = ?");
            _byKey = _connection.Prepare($"SELECT {InstanceReading.Columns} FROM dt_instances WHERE key = ?");
            _history = _connection.Prepare("SELECT episode FROM dt_history WHERE instance = ? ORDER BY seq");
        }

        public InstanceRow? Find(string id) => One(_byId.Bind(1, id));

        public InstanceRow? Find(long key) => One(_byKey.Bind(1, key));

        public List<Episode> History(long key)
        {
            var episodes = new List<Episode>();
            _history.Bind(1, key);
            try
            {
                while (_history.Step())
                {
                    episodes.Add(HistoryCodec.DecodeEpisode(_history.Blob(0)));
                }
            }
            finally
            {
                _history.Reset();
            }

            return episodes;
        }

        public List<InstanceRow> List(InstanceFilter filter, long after, int limit)
        {
            using var select = _connection.Prepare(
                $"SELECT {InstanceReading.Columns} FROM dt_instances WHERE key > ? AND {filter.Sql} ORDER BY key LIMIT ?");
            select.Bind(1, after);
            select.Bind(filter.Bind(select, 2), (long)limit);
            var rows = new List<InstanceRow>();
            while (select.Step())
            {
                rows.Add(select.ReadInstance());
            }

            return rows;
        }

        public void Dispose() => _connection.Dispose();

        private static InstanceRow? One(SqliteStatement bound)
        {
            try
            {
                return bound.Step() ? bound.ReadInstance() : null;
            }
            finally
            {
                bound.Reset();
            }
        }
    }
}
