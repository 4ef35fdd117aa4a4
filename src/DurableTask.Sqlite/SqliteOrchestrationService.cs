using DurableTask.Core;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using VideoPipeline.DurableTask.Sqlite.Hub;

namespace VideoPipeline.DurableTask.Sqlite;

/// <summary>
/// A task hub of the Durable Task Framework in one SQLite file, for one process. The same object is the service for a
/// TaskHubWorker and the client for a TaskHubClient. Disposing of it closes the file.
/// </summary>
public sealed partial class SqliteOrchestrationService : IOrchestrationService, IDisposable
{
    private readonly SqliteOrchestrationServiceOptions _options;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();
    private CancellationTokenSource _stopping = new();
    private TaskHub? _hub;
    private bool _disposed;

    public SqliteOrchestrationService(SqliteOrchestrationServiceOptions options, ILoggerFactory? loggerFactory = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentException.ThrowIfNullOrWhiteSpace(options.DatabasePath);
        _options = options;
        _logger = (loggerFactory ?? NullLoggerFactory.Instance).CreateLogger<SqliteOrchestrationService>();
    }

    public int TaskOrchestrationDispatcherCount => 1;

    public int MaxConcurrentTaskOrchestrationWorkItems => _options.MaxConcurrentOrchestrations;

    public BehaviorOnContinueAsNew EventBehaviourForContinueAsNew => BehaviorOnContinueAsNew.Carryover;

    public int TaskActivityDispatcherCount => 1;

    public int MaxConcurrentTaskActivityWorkItems => _options.MaxConcurrentActivities;

    internal TaskHub Hub
    {
        get
        {
            lock (_gate)
            {
                ObjectDisposedException.ThrowIf(_disposed, this);
                return _hub ??= new TaskHub(_options, _logger);
            }
        }
    }

    public Task CreateAsync() => CreateIfNotExistsAsync();

    public async Task CreateAsync(bool recreateInstanceStore)
    {
        if (recreateInstanceStore)
        {
            await DeleteAsync(deleteInstanceStore: true);
        }

        await CreateIfNotExistsAsync();
    }

    public Task CreateIfNotExistsAsync()
    {
        _ = Hub;
        return Task.CompletedTask;
    }

    public Task DeleteAsync() => DeleteAsync(deleteInstanceStore: true);

    /// <summary>Closes and deletes the file; the next call makes a new one.</summary>
    public Task DeleteAsync(bool deleteInstanceStore)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            // Opening it proves that no other process has it.
            (_hub ?? new TaskHub(_options, _logger)).Dispose();
            _hub = null;
            foreach (var suffix in (string[])["", "-wal", "-shm"])
            {
                File.Delete(_options.DatabasePath + suffix);
            }
        }

        return Task.CompletedTask;
    }

    public Task StartAsync()
    {
        lock (_gate)
        {
            if (_stopping.IsCancellationRequested)
            {
                _stopping.Dispose();
                _stopping = new CancellationTokenSource();
            }
        }

        return CreateIfNotExistsAsync();
    }

    public Task StopAsync() => StopAsync(isForced: false);

    /// <summary>Hands out no more work. The file stays open for clients until the service is disposed of.</summary>
    public Task StopAsync(bool isForced) => _stopping.CancelAsync();

    public bool IsMaxMessageCountExceeded(int currentMessageCount, OrchestrationRuntimeState runtimeState) => false;

    // Back-off is per work item, in the hub: one that fails must not slow down the others.
    public int GetDelayInSecondsAfterOnProcessException(Exception exception) => 0;

    public int GetDelayInSecondsAfterOnFetchException(Exception exception) => 1;

    public async Task<TaskOrchestrationWorkItem?> LockNextTaskOrchestrationWorkItemAsync(TimeSpan receiveTimeout, CancellationToken cancellationToken)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stopping.Token);
        return await Hub.TakeTurnAsync(receiveTimeout, stopping.Token);
    }

    /// <summary>Nothing to renew: no other process can have the file.</summary>
    public Task RenewTaskOrchestrationWorkItemLockAsync(TaskOrchestrationWorkItem workItem) => Task.CompletedTask;

    public Task CompleteTaskOrchestrationWorkItemAsync(
        TaskOrchestrationWorkItem workItem,
        OrchestrationRuntimeState newOrchestrationRuntimeState,
        IList<TaskMessage> outboundMessages,
        IList<TaskMessage> orchestratorMessages,
        IList<TaskMessage> timerMessages,
        TaskMessage? continuedAsNewMessage,
        OrchestrationState? orchestrationState) => Hub.Writer.WriteAsync(new TurnCommit(
            Hub, (Turn)workItem, newOrchestrationRuntimeState, orchestrationState, outboundMessages, orchestratorMessages, timerMessages));

    public Task AbandonTaskOrchestrationWorkItemAsync(TaskOrchestrationWorkItem workItem)
    {
        ((Turn)workItem).IsAbandoned = true;
        return Task.CompletedTask;
    }

    /// <summary>The framework calls this after every turn, however it ended.</summary>
    public Task ReleaseTaskOrchestrationWorkItemAsync(TaskOrchestrationWorkItem workItem)
    {
        _hub?.Unlock((Turn)workItem);
        return Task.CompletedTask;
    }

    public async Task<TaskActivityWorkItem?> LockNextTaskActivityWorkItem(TimeSpan receiveTimeout, CancellationToken cancellationToken)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stopping.Token);
        return await Hub.TakeActivityAsync(receiveTimeout, stopping.Token);
    }

    public Task<TaskActivityWorkItem> RenewTaskActivityWorkItemLockAsync(TaskActivityWorkItem workItem) => Task.FromResult(workItem);

    public Task CompleteTaskActivityWorkItemAsync(TaskActivityWorkItem workItem, TaskMessage responseMessage) =>
        Hub.Writer.WriteAsync(new ActivityCommit(Hub, (PendingActivity)workItem, responseMessage));

    public Task AbandonTaskActivityWorkItemAsync(TaskActivityWorkItem workItem)
    {
        _hub?.GiveBack((PendingActivity)workItem);
        return Task.CompletedTask;
    }

    /// <summary>Writes what is under way and closes the file.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
            _stopping.Cancel();
            _hub?.Dispose();
        }
    }
}
