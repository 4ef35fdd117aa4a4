using Microsoft.Extensions.Logging;

namespace VideoPipeline.Embedded.DurableTask.Store;

/// <summary>
/// The one thread that writes. It takes all the work there is, commits it as one transaction with one flush, and only then
/// lets the work go on; what arrives meanwhile forms the next transaction.
/// </summary>
internal sealed partial class StoreWriter : IDisposable
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(500);

    private readonly SqliteConnection _connection;
    private readonly StoreTables _tables;
    private readonly Func<string, ValueTask>? _faultHook;
    private readonly Action<Exception> _onDeath;
    private readonly ILogger _logger;
    private readonly Thread _thread;
    private readonly object _gate = new();

    private List<StoreWork> _queued = [];
    private Exception? _death;
    private bool _stopping;

    public StoreWriter(
        SqliteConnection connection, Func<string, ValueTask>? faultHook, Action<Exception> onDeath, ILogger logger)
    {
        _connection = connection;
        _tables = new StoreTables(connection);
        _faultHook = faultHook;
        _onDeath = onDeath;
        _logger = logger;
        _thread = new Thread(Run) { IsBackground = true, Name = "durable-store-writer" };
    }

    public void Start() => _thread.Start();

    public void Enqueue(StoreWork work)
    {
        Exception? death;
        lock (_gate)
        {
            death = _death ?? (_stopping ? new ObjectDisposedException(nameof(DurableTaskEngine)) : null);
            if (death is null)
            {
                _queued.Add(work);
                if (_queued.Count == 1)
                {
                    Monitor.Pulse(_gate);
                }

                return;
            }
        }

        work.Lost(death);
    }

    /// <summary>Nothing more is written, not even what is queued or half done.</summary>
    public void Kill(Exception reason)
    {
        lock (_gate)
        {
            _death ??= reason;
            Monitor.Pulse(_gate);
        }

        Join();
    }

    /// <summary>Writes what is queued and ends.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _stopping = true;
            Monitor.Pulse(_gate);
        }

        Join();
        _connection.Dispose();
    }

    private void Join()
    {
        if (_thread.ThreadState.HasFlag(ThreadState.Unstarted) || Thread.CurrentThread == _thread)
        {
            return;
        }

        _thread.Join();
    }

    private void Run()
    {
        while (TakeBatch() is { } batch)
        {
            try
            {
                Commit(batch);
                ThreadPool.UnsafeQueueUserWorkItem(Release, batch, preferLocal: false);
            }
            catch (Exception failure)
            {
                Die(batch, failure);
            }
        }
    }

    private List<StoreWork>? TakeBatch()
    {
        List<StoreWork> batch;
        lock (_gate)
        {
            while (_queued.Count == 0 && !_stopping && _death is null)
            {
                Monitor.Wait(_gate);
            }

            batch = _queued;
            _queued = [];
            if (_death is null)
            {
                return batch.Count == 0 ? null : batch;
            }
        }

        batch.ForEach(work => work.Lost(_death));
        return null;
    }

    private void Commit(List<StoreWork> batch)
    {
        while (true)
        {
            try
            {
                TryCommit(batch);
                return;
            }
            catch (StoreException failure) when (failure.IsTransient && !_stopping)
            {
                LogRetry(failure);
                Rollback();
                Thread.Sleep(RetryDelay);
            }
        }
    }

    private void TryCommit(List<StoreWork> batch)
    {
        _connection.Execute("BEGIN IMMEDIATE");
        foreach (var work in batch)
        {
            work.Apply(_tables);
        }

        ThrowIfDead();
        Visit("before-commit");
        ThrowIfDead();
        _connection.Execute("COMMIT");
        Visit("after-commit");
        ThrowIfDead();
    }

    private void Visit(string point) => _faultHook?.Invoke(point).AsTask().GetAwaiter().GetResult();

    private void ThrowIfDead()
    {
        if (_death is { } death)
        {
            throw death;
        }
    }

    private void Die(List<StoreWork> batch, Exception failure)
    {
        Rollback();
        List<StoreWork> queued;
        lock (_gate)
        {
            _death ??= failure;
            queued = _queued;
            _queued = [];
        }

        LogDeath(failure);
        _onDeath(failure);
        batch.ForEach(work => work.Lost(failure));
        queued.ForEach(work => work.Lost(failure));
    }

    private void Rollback()
    {
        try
        {
            _connection.Execute("ROLLBACK");
        }
        catch (StoreException)
        {
            // There was no transaction to roll back.
        }
    }

    private void Release(List<StoreWork> batch)
    {
        foreach (var work in batch)
        {
            try
            {
                work.Committed();
            }
            catch (Exception failure)
            {
                LogRelease(failure);
            }
        }
    }

    [LoggerMessage(3101, LogLevel.Error, "A transaction of the durable store failed and is tried again")]
    private partial void LogRetry(Exception failure);

    [LoggerMessage(3102, LogLevel.Critical, "The durable store has stopped; nothing is written any more")]
    private partial void LogDeath(Exception failure);

    [LoggerMessage(3103, LogLevel.Error, "What follows a committed transaction failed")]
    private partial void LogRelease(Exception failure);
}
