using DurableTask.Core;
using DurableTask.Core.History;
using Microsoft.Extensions.Logging;
using VideoPipeline.DurableTask.Sqlite.Store;

namespace VideoPipeline.DurableTask.Sqlite.Hub;

/// <summary>
/// The open file and what is to be done of it, in memory. Memory follows the file: it changes only after a commit, in the
/// order of the commits, so that a crash at any point leaves nothing behind that the file does not say.
/// </summary>
internal sealed partial class TaskHub : IDisposable
{
    private const int LargestCachedHistory = 4 << 20;
    private const long MostCachedHistory = 128L << 20;

    private readonly SqliteOrchestrationServiceOptions _options;
    private readonly StoreLock _lock;
    private readonly TimerQueue _timers;
    private readonly ReadyQueue<Instance> _instances = new();
    private readonly ReadyQueue<PendingActivity> _activities = new();
    private readonly Dictionary<long, Instance> _byKey = [];
    private readonly Lock _gate = new();
    private long _cachedBytes;

    public TaskHub(SqliteOrchestrationServiceOptions options, ILogger logger)
    {
        _options = options;
        _lock = new StoreLock(options.DatabasePath);
        SqliteConnection? connection = null;
        _timers = new TimerQueue(options.TimeProvider);
        try
        {
            connection = new SqliteConnection(options.DatabasePath, readOnly: false, options.BusyTimeout);
            Schema.Apply(connection, options.MaxPages);
            Recovery.Load(connection, Follow);
            Writer = new StoreWriter(connection, new StoreTables(connection), options, Died, logger);
        }
        catch
        {
            connection?.Dispose();
            _timers.Dispose();
            _lock.Dispose();
            throw;
        }

        Reader = new StoreReader(options.DatabasePath, options.BusyTimeout);
    }

    public StoreWriter Writer { get; }

    public StoreReader Reader { get; }

    public StatusWaiters Waiters { get; } = new();

    public DateTime Now => _options.TimeProvider.GetUtcNow().UtcDateTime;

    public async Task<Turn?> TakeTurnAsync(TimeSpan timeout, CancellationToken stopping)
    {
        while (await _instances.TakeAsync(timeout, stopping) is { } instance)
        {
            if (Writer.IsDead || Lock(instance, out var history) is not { } turn)
            {
                continue;
            }

            try
            {
                history ??= Reader.History(instance.Key);
            }
            catch
            {
                turn.IsAbandoned = true;
                Unlock(turn);
                throw;
            }

            turn.OrchestrationRuntimeState = new OrchestrationRuntimeState(history);
            return turn;
        }

        return null;
    }

    public async Task<PendingActivity?> TakeActivityAsync(TimeSpan timeout, CancellationToken stopping)
    {
        while (await _activities.TakeAsync(timeout, stopping) is { } activity)
        {
            // What a dead store cannot remember must not be done again and again.
            if (!Writer.IsDead)
            {
                return activity;
            }
        }

        return null;
    }

    public void Unlock(Turn turn)
    {
        var instance = turn.Instance;
        lock (_gate)
        {
            if (!turn.IsCommitted)
            {
                instance.Inbox.InsertRange(0, turn.Taken);
            }

            instance.IsLocked = false;
            instance.Abandoned = turn.IsAbandoned ? instance.Abandoned + 1 : 0;
            if (turn.IsAbandoned)
            {
                // The events of the history may have been changed by the turn that failed.
                Forget(instance);
                instance.NotBefore = Now + BackOff(instance.Abandoned);
            }

            QueueOrForget(instance);
        }
    }

    public void GiveBack(PendingActivity activity)
    {
        activity.Abandoned++;
        _timers.Add(Now + BackOff(activity.Abandoned), () => _activities.Add(activity));
    }

    /// <summary>Called on the writer's thread when a turn is on disk.</summary>
    public void TurnCommitted(Instance instance, bool isWritten, bool startsOver, IList<HistoryEvent> written, int bytes)
    {
        lock (_gate)
        {
            if (!isWritten)
            {
                return;
            }

            instance.Turn++;
            if (startsOver)
            {
                Forget(instance);
                DropTimers(instance);
                instance.History = [];
            }

            if (instance.History is null || instance.HistoryBytes + bytes > LargestCachedHistory || _cachedBytes + bytes > MostCachedHistory)
            {
                Forget(instance);
                return;
            }

            instance.History.AddRange(written);
            instance.HistoryBytes += bytes;
            _cachedBytes += bytes;
        }
    }

    public void Follow(Effects effects)
    {
        foreach (var effect in effects.All)
        {
            switch (effect)
            {
                case Effect.Posted { Kind: MessageKind.Activity } posted:
                    _activities.Add(new PendingActivity
                    {
                        Id = $"{posted.Message.OrchestrationInstance.InstanceId}:{posted.Seq}",
                        Seq = posted.Seq,
                        Key = posted.To.Key,
                        LockedUntilUtc = DateTime.MaxValue,
                        TaskMessage = posted.Message,
                    });
                    break;
                case Effect.Posted posted:
                    Receive(posted);
                    break;
                case Effect.Removed removed:
                    Remove(removed.Key);
                    break;
                case Effect.Ended ended:
                    Remove(ended.Key);
                    Waiters.Signal(ended.Id);
                    break;
            }
        }
    }

    public void Dispose()
    {
        _timers.Dispose();
        Writer.Dispose();
        Reader.Dispose();
        Waiters.Fail(new ObjectDisposedException(nameof(SqliteOrchestrationService)));
        _lock.Dispose();
    }

    // Who waits would wait for ever: nothing is written any more.
    private void Died(Exception failure)
    {
        Waiters.Fail(failure);
        _options.StoreFailed?.Invoke(failure);
    }

    internal int AbandonedTimes(string id)
    {
        lock (_gate)
        {
            return _byKey.Values.FirstOrDefault(instance => instance.Id == id)?.Abandoned ?? 0;
        }
    }
}
