using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace VideoPipeline.DurableTask.Sqlite.Store;

/// <summary>
/// The one thread that writes. It takes all the work there is, commits it as one transaction with one flush, and only then
/// lets the work go on; what arrives meanwhile forms the next transaction.
/// </summary>
internal sealed partial class StoreWriter : IDisposable
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(100);

    private readonly SqliteConnection _connection;
    private readonly StoreTables _tables;
    private readonly Action<CommitPoint>? _atCommit;
    private readonly TimeSpan _patience;
    private readonly Action<Exception> _died;
    private readonly ILogger _logger;
    private readonly Thread _thread;
    private readonly object _gate = new();

    private List<StoreWork> _queued = [];
    private volatile Exception? _death;
    private bool _stopping;

    public StoreWriter(SqliteConnection connection, StoreTables tables, SqliteOrchestrationServiceOptions options, Action<Exception> died, ILogger logger)
    {
        _connection = connection;
        _tables = tables;
        _atCommit = options.AtCommit;
        _patience = options.CommitPatience;
        _died = died;
        _logger = logger;
        _thread = new Thread(Run) { IsBackground = true, Name = "task-hub-writer" };
        _thread.Start();
    }

    /// <summary>True when nothing is written any more.</summary>
    public bool IsDead => _death is not null;

    public Task WriteAsync(StoreWork work)
    {
        lock (_gate)
        {
            if (_death is null && !_stopping)
            {
                _queued.Add(work);
                if (_queued.Count == 1)
                {
                    Monitor.Pulse(_gate);
                }

                return work.Done;
            }
        }

        work.Fail(_death ?? new ObjectDisposedException(nameof(SqliteOrchestrationService)));
        return work.Done;
    }

    /// <summary>Writes what is queued and ends.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _stopping = true;
            Monitor.Pulse(_gate);
        }

        _thread.Join();
        _connection.Dispose();
    }

    private void Run()
    {
        while (TakeBatch() is { } batch)
        {
            try
            {
                Commit(batch);
                batch.ForEach(Release);
            }
            catch (StoreException failure) when (failure.IsTransient && TryRollback())
            {
                LogGivenUp(failure, batch.Count);
                batch.ForEach(work => work.Fail(failure));
            }
            catch (Exception failure)
            {
                Die(batch, failure);
            }
        }
    }

    private List<StoreWork>? TakeBatch()
    {
        lock (_gate)
        {
            while (_queued.Count == 0 && !_stopping && _death is null)
            {
                Monitor.Wait(_gate);
            }

            var batch = _queued;
            _queued = [];
            return batch.Count == 0 ? null : batch;
        }
    }

    private void Commit(List<StoreWork> batch)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                TryCommit(batch);
                return;
            }
            catch (StoreException failure) when (
                failure.IsTransient && !_stopping && Stopwatch.GetElapsedTime(started) < _patience && TryRollback())
            {
                LogRetry(failure);
                Thread.Sleep(RetryDelay);
            }
        }
    }

    private void TryCommit(List<StoreWork> batch)
    {
        _atCommit?.Invoke(CommitPoint.BeforeBegin);
        _connection.Execute("BEGIN IMMEDIATE");
        foreach (var work in batch)
        {
            Apply(work);
        }

        _atCommit?.Invoke(CommitPoint.BeforeCommit);
        _connection.Execute("COMMIT");
        _atCommit?.Invoke(CommitPoint.AfterCommit);
    }

    // A savepoint for each, so that work which fails halfway commits nothing of itself and everything of the others.
    private void Apply(StoreWork work)
    {
        work.Failure = null;
        _tables.Savepoint();
        try
        {
            work.Apply(_tables);
        }
        catch (Exception failure) when (failure is not StoreException { IsTransient: true })
        {
            work.Failure = failure;
            _tables.RollbackToSavepoint();
        }

        _tables.ReleaseSavepoint();
        _atCommit?.Invoke(CommitPoint.Inside);
    }

    private void Release(StoreWork work)
    {
        if (work.Failure is { } refused)
        {
            work.Fail(refused);
            return;
        }

        try
        {
            work.Committed();
            work.Succeed();
        }
        catch (Exception failure)
        {
            LogRelease(failure);
            work.Fail(failure);
        }
    }

    private void Die(List<StoreWork> batch, Exception failure)
    {
        List<StoreWork> queued;
        lock (_gate)
        {
            _death = failure;
            queued = _queued;
            _queued = [];
        }

        LogDeath(failure);
        TryRollback();
        batch.ForEach(work => work.Fail(failure));
        queued.ForEach(work => work.Fail(failure));
        _died(failure);
    }

    private bool TryRollback()
    {
        try
        {
            if (!_connection.IsAutoCommit)
            {
                _connection.Execute("ROLLBACK");
            }

            return true;
        }
        catch (StoreException failure)
        {
            LogRollback(failure);
            return false;
        }
    }

    [LoggerMessage(3101, LogLevel.Warning, "A transaction of the task hub failed and is tried again")]
    private partial void LogRetry(Exception failure);

    [LoggerMessage(3102, LogLevel.Critical, "The store of the task hub has stopped; nothing is written any more")]
    private partial void LogDeath(Exception failure);

    [LoggerMessage(3103, LogLevel.Error, "What follows a committed transaction failed")]
    private partial void LogRelease(Exception failure);

    [LoggerMessage(3104, LogLevel.Error, "A transaction of the task hub was given up; its {Count} callers get the error")]
    private partial void LogGivenUp(Exception failure, int count);

    [LoggerMessage(3105, LogLevel.Error, "A failed transaction of the task hub could not be rolled back")]
    private partial void LogRollback(Exception failure);
}
