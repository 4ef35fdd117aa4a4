using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using VideoPipeline.Embedded.DurableTask.Engine;
using VideoPipeline.Embedded.DurableTask.Store;

namespace VideoPipeline.Embedded.DurableTask;

/// <summary>Durable Task in one process: runs the orchestrators and activities of a registry on a SQLite file.</summary>
public sealed class DurableTaskEngine : IAsyncDisposable
{
    private readonly EngineCore _core;
    private readonly ILoggerFactory _loggerFactory;
    private readonly EngineClient _client;
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private StoreLock? _lock;
    private TemporaryStore? _temporary;
    private bool _started;
    private bool _ended;

    public DurableTaskEngine(
        DurableTaskEngineOptions options,
        DurableTaskRegistry registry,
        IServiceProvider services,
        TimeProvider time,
        ILoggerFactory loggerFactory)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(registry);
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(loggerFactory);
        _loggerFactory = loggerFactory;
        _core = new EngineCore(options, registry, services, time, loggerFactory);
        _client = new EngineClient(_core);
    }

    /// <summary>Usable between start and stop.</summary>
    public DurableTaskClient Client => _client;

    /// <summary>When the next durable timer is due; null when none runs.</summary>
    public DateTimeOffset? NextTimerDue => _core.Timers.NextDue;

    /// <summary>Opens the store, takes up what the last process left, and runs.</summary>
    /// <exception cref="InvalidOperationException">Another engine uses the data directory, or the store is of another version.</exception>
    public Task StartAsync(CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_ended, this);
            if (_started)
            {
                throw new InvalidOperationException("The engine has been started before.");
            }

            _started = true;
        }

        return Task.Run(Open, cancellationToken);
    }

    /// <summary>Completes when no turn or activity is queued or running and nothing waits to be committed.</summary>
    public Task WhenIdleAsync(CancellationToken cancellationToken = default) => _core.Work.WhenIdleAsync(cancellationToken);

    /// <summary>Lets what is under way come to an end, within the shutdown timeout, and closes the store.</summary>
    public async Task StopAsync(CancellationToken cancellationToken = default)
    {
        if (!TryEnd())
        {
            await _closed.Task;
            return;
        }

        _core.StopActivities();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(_core.Options.ShutdownTimeout);
        await _core.Work.WhenIdleAsync(patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        _core.Halt(new ObjectDisposedException(nameof(DurableTaskEngine)));
        await Task.Run(Close, CancellationToken.None);
    }

    public async ValueTask DisposeAsync() => await StopAsync();

    /// <summary>Dies at once, as a killed process would: writes nothing more and lets go of the files.</summary>
    internal void Abandon()
    {
        if (TryEnd())
        {
            Die(new ObjectDisposedException(nameof(DurableTaskEngine), "The engine was abandoned."));
        }

        _closed.Task.Wait();
    }

    private bool TryEnd()
    {
        lock (_gate)
        {
            if (_ended)
            {
                return false;
            }

            _ended = true;
            if (!_started)
            {
                _closed.TrySetResult();
            }

            return _started;
        }
    }

    private void Open()
    {
        if (_core.Options.DatabasePath is null)
        {
            _temporary = new TemporaryStore();
        }

        var path = _core.Options.DatabasePath ?? _temporary!.DatabasePath;
        SqliteConnection? connection = null;
        try
        {
            _lock = new StoreLock(path);
            connection = new SqliteConnection(path, readOnly: false);
            Schema.Apply(connection, _core.Options.Durable);
            _core.Open(
                new StoreReader(path), new StoreWriter(connection, _core.Options.FaultHook, OnWriterDeath, _core.Logger));
            var recovery = new Recovery(_core, connection);
            recovery.Run();
            _core.Writer.Start();
            recovery.Resume();
        }
        catch
        {
            TryEnd();
            connection?.Dispose();
            _lock?.Dispose();
            _temporary?.Dispose();
            _closed.TrySetResult();
            throw;
        }
    }

    private void OnWriterDeath(Exception reason)
    {
        _core.MarkDead(reason);
        if (TryEnd())
        {
            ThreadPool.UnsafeQueueUserWorkItem(Die, reason, preferLocal: false);
        }
    }

    private void Die(Exception reason)
    {
        _core.MarkDead(reason);
        if (_core.IsOpen)
        {
            _core.Writer.Kill(reason);
        }

        _core.Halt(reason);
        Close();
    }

    private void Close()
    {
        if (_core.IsOpen)
        {
            _core.Writer.Dispose();
            _core.Reader.Dispose();
        }

        _lock?.Dispose();
        _temporary?.Dispose();
        _closed.TrySetResult();
    }
}
