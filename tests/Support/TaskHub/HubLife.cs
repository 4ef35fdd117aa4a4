using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Microsoft.DurableTask.Protobuf;

namespace VideoPipeline.Support.TaskHub;

/// <summary>What one process does on a task hub: takes turns and activities, and commits what its worker answers.</summary>
public sealed class HubLife
{
    private static readonly HubAnswer s_otherVersion = new(null, new TaskFailureDetails
    {
        ErrorType = "VersionMismatch",
        ErrorMessage = "Orchestration version did not comply with Worker Versioning",
        IsNonRetriable = true,
    });

    private readonly TaskHub _hub;
    private readonly HubWorker _worker;
    private readonly Func<string, ValueTask> _fault;
    private readonly int _mostAtOnce;
    private TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _open;
    private volatile bool _dead;

    /// <param name="fault">Called before and after each commit, with <c>before-commit</c> and <c>after-commit</c>. What it throws ends the life.</param>
    internal HubLife(TaskHub hub, HubWorker worker, Func<string, ValueTask> fault, int mostAtOnce = 16)
    {
        (_hub, _worker, _fault, _mostAtOnce) = (hub, worker, fault, mostAtOnce);
        hub.Reopen();
        hub.Changed = Pump;
        Pump();
    }

    public bool IsDead => _dead;

    /// <summary>Completes when nothing is under way and nothing waits to be taken.</summary>
    public Task WhenIdleAsync()
    {
        lock (_hub.Gate)
        {
            return IsIdle ? Task.CompletedTask : _idle.Task;
        }
    }

    /// <summary>Dies at once: what is under way commits nothing any more.</summary>
    public void Abandon()
    {
        lock (_hub.Gate)
        {
            _dead = true;
            _idle.TrySetResult();
        }
    }

    /// <summary>Runs something else that keeps this life from being idle.</summary>
    internal void Run(Func<Task> run)
    {
        lock (_hub.Gate)
        {
            if (!_dead)
            {
                Open(run, null);
            }
        }
    }

    internal async Task<T> CommitAsync<T>(Func<T> change)
    {
        try
        {
            ThrowIfDead();
            await _fault("before-commit");
            T result;
            lock (_hub.Gate)
            {
                ThrowIfDead();
                result = change();
                _hub.Waiters.Wake();
            }

            await _fault("after-commit");
            return result;
        }
        catch (Exception e) when (e is not Grpc.Core.RpcException)
        {
            Abandon();
            throw;
        }
        finally
        {
            Pump();
        }
    }

    private bool IsIdle => _dead || (_open == 0 && !_hub.HasReady);

    private void ThrowIfDead()
    {
        if (_dead)
        {
            throw new InvalidOperationException("This process has died.");
        }
    }

    private void Pump()
    {
        lock (_hub.Gate)
        {
            while (!_dead && _open < _mostAtOnce)
            {
                if (_hub.TryTakeTurn(out var instance))
                {
                    Open(() => TurnAsync(instance!), instance!);
                }
                else if (_hub.TryTakeActivity(out var activity))
                {
                    Open(() => ActivityAsync(activity!), activity!);
                }
                else
                {
                    break;
                }
            }

            if (IsIdle)
            {
                _idle.TrySetResult();
            }
            else if (_idle.Task.IsCompleted)
            {
                _idle = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
    }

    private void Open(Func<Task> run, object? work)
    {
        _open++;
        if (_idle.Task.IsCompleted)
        {
            _idle = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        _ = Task.Run(async () =>
        {
            try
            {
                await run();
            }
            catch (Exception) when (_dead)
            {
                // Whatever a dead process still meets is nobody's.
            }
            finally
            {
                lock (_hub.Gate)
                {
                    _open--;
                    if (!_dead && work is not null)
                    {
                        _hub.Close(work);
                    }
                }

                Pump();
            }
        });
    }

    private async Task TurnAsync(HubInstance instance)
    {
        Turn turn;
        string request;
        bool refused;
        lock (_hub.Gate)
        {
            turn = new Turn(_hub, instance);
            request = Convert.ToBase64String(turn.Request().ToByteArray());
            refused = !_hub.Versions.Takes(instance.Start.Version);
        }

        var answer = refused ? s_otherVersion : await _worker.RunOrchestratorAsync(turn.Function, instance.Id, request);
        await CommitAsync(() =>
        {
            if (answer.Failure is { } failure)
            {
                turn.Fail(failure);
            }
            else
            {
                turn.Commit(OrchestratorResponse.Parser.ParseFrom(Convert.FromBase64String(answer.Result!)));
            }

            return true;
        });
    }

    private async Task ActivityAsync(HubActivity activity)
    {
        var scheduled = activity.Scheduled.TaskScheduled;
        var answer = await _worker.RunActivityAsync(scheduled.Name, activity.Instance.Id, scheduled.Input);
        await CommitAsync(() =>
        {
            var message = new HistoryEvent { EventId = -1 };
            if (answer.Failure is { } failure)
            {
                message.TaskFailed = new TaskFailedEvent { TaskScheduledId = activity.Scheduled.EventId, FailureDetails = answer.IsUnknown ? null : failure };
            }
            else
            {
                message.TaskCompleted = new TaskCompletedEvent { TaskScheduledId = activity.Scheduled.EventId, Result = answer.Result };
            }

            if (_hub.Instances.GetValueOrDefault(activity.Instance.Id) == activity.Instance)
            {
                _hub.Send(activity.Instance, message, activity.ExecutionId);
            }

            return true;
        });
    }
}

/// <summary>What a worker makes of a turn or an activity: its result, or how it failed.</summary>
/// <param name="IsUnknown">No function of that name is there; callers are not told how that failed.</param>
internal sealed record HubAnswer(string? Result, TaskFailureDetails? Failure = null, bool IsUnknown = false);

internal abstract class HubWorker
{
    public abstract Task<HubAnswer> RunOrchestratorAsync(string function, string instanceId, string request);

    public abstract Task<HubAnswer> RunActivityAsync(string function, string instanceId, string? input);
}
