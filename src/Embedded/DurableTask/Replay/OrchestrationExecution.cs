using DurableTask.Core.Exceptions;
using Microsoft.DurableTask;

namespace VideoPipeline.Embedded.DurableTask.Replay;

/// <summary>
/// One generation of an instance as running code. It is fed events and says what the code asked for; between turns it is
/// simply kept, and after a restart or an eviction it is made anew and fed its past first.
/// </summary>
internal sealed class OrchestrationExecution
{
    private readonly OrchestratorThread _thread = new();
    private readonly ActionLedger _actions = new();
    private readonly ExecutionServices _services;
    private readonly OrchestratorCode _code;
    private readonly EngineOrchestrationContext _context;
    private readonly Queue<ReceivedEvent> _heldBack = [];
    private readonly List<EventRaised> _carriedOver = [];

    private Continuation? _continuation;
    private Ending? _ending;

    public OrchestrationExecution(ExecutionIdentity identity, ITaskOrchestrator orchestrator, ExecutionServices services)
    {
        Identity = identity;
        Events = new ExternalEvents(services.Converter);
        _code = new OrchestratorCode(orchestrator, identity, services, _thread);
        _services = services;
        _context = new EngineOrchestrationContext(this, services);
    }

    public ExecutionIdentity Identity { get; }

    public ExternalEvents Events { get; }

    public DateTime CurrentUtcDateTime { get; private set; }

    public bool IsReplaying { get; private set; }

    public bool IsSuspended { get; private set; }

    public bool IsOnThread => _thread.IsCurrent;

    public object? Input => _code.Input;

    public object? CustomStatus { get; set; }

    /// <summary>Feeds the past, then the new events; the past is only there after a restart or an eviction.</summary>
    public Outcome Run(IReadOnlyList<Episode> past, DateTime now, IReadOnlyList<ReceivedEvent> received)
    {
        _thread.Run(
            static turn => turn.Execution.RunTurn(turn.Past, turn.Now, turn.Received),
            (Execution: this, Past: past, Now: now, Received: received));
        return new Outcome(_actions.TakeRequests(), _actions.TakeCancelledTimers(), WriteCustomStatus(), IsSuspended, _ending);
    }

    public Task<string?> CallActivity(string name, string version, string? input) =>
        _actions.Open(new TaskScheduled(_actions.TakeId(), name, version, input), name).Task;

    public Task<string?> CallChild(
        string name, string version, string instanceId, string? input, IReadOnlyDictionary<string, string>? tags) =>
        _actions.Open(new ChildScheduled(_actions.TakeId(), name, version, instanceId, input, tags), name).Task;

    public Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken)
    {
        var timer = _actions.Open(new TimerScheduled(_actions.TakeId(), fireAt), "timer");
        if (cancellationToken.CanBeCanceled)
        {
            cancellationToken.Register(() =>
            {
                if (IsOnThread)
                {
                    _actions.CancelTimer(timer, cancellationToken);
                }
            });
        }

        return timer.Task;
    }

    public void SendEvent(string instanceId, string name, string? payload) =>
        _actions.Request(new EventSent(_actions.TakeId(), instanceId, name, payload));

    public void ContinueAsNew(ContinueAsNewOptions options)
    {
        _continuation = new Continuation(_services.Converter.Serialize(options.NewInput), options.NewVersion);
        if (options.PreserveUnprocessedEvents)
        {
            foreach (var (name, payload) in Events.TakeBuffered())
            {
                SendEvent(Identity.InstanceId, name, payload);
            }
        }
    }

    private string? WriteCustomStatus()
    {
        try
        {
            return _services.Converter.Serialize(CustomStatus);
        }
        catch (Exception failure)
        {
            _ending = OrchestratorCode.FailedOutside(failure);
            return null;
        }
    }

    private void RunTurn(IReadOnlyList<Episode> past, DateTime now, IReadOnlyList<ReceivedEvent> received)
    {
        try
        {
            IsReplaying = past.Count > 0;
            foreach (var episode in past)
            {
                Feed(episode.Timestamp, episode.Received);
                foreach (var recorded in episode.Scheduled)
                {
                    _actions.Confirm(recorded);
                }
            }

            // The flag falls only when new events start: code that runs before the first of them still replays.
            CurrentUtcDateTime = now;
            IsReplaying = false;
            Feed(now, received);
            _ending ??= EndOfCode();
        }
        catch (NonDeterministicOrchestrationException failure)
        {
            _ending ??= new Ending.Failed(failure.Message, TaskFailureDetails.FromException(failure));
        }
        catch (Exception failure)
        {
            // Not the orchestrator's own failure: an event that could not be read, or code that was cancelled.
            _ending ??= OrchestratorCode.FailedOutside(failure);
        }
    }

    private void Feed(DateTime timestamp, IReadOnlyList<ReceivedEvent> received)
    {
        CurrentUtcDateTime = timestamp;
        if (!_code.IsStarted)
        {
            _code.Start(_context);
            EnsureNothingAsynchronousCameFirst();
            _thread.Drain();
        }

        foreach (var one in received)
        {
            Receive(one);
        }
    }

    private void Receive(ReceivedEvent received)
    {
        switch (received)
        {
            case Terminated terminated:
                _ending ??= new Ending.Stopped(terminated.Output);
                break;
            case Suspended:
                IsSuspended = true;
                break;
            case Resumed:
                IsSuspended = false;
                while (!IsSuspended && _heldBack.TryDequeue(out var held))
                {
                    Apply(held);
                }

                break;
            default:
                if (IsSuspended)
                {
                    _heldBack.Enqueue(received);
                }
                else
                {
                    Apply(received);
                }

                break;
        }
    }

    private void Apply(ReceivedEvent received)
    {
        if (_ending is not null)
        {
            return;
        }

        switch (received)
        {
            case TaskCompleted done:
                _actions.Complete(done.TaskId, done.Result);
                break;
            case TaskFailed failed:
                _actions.Fail(failed.TaskId, failed.Reason, failed.Details, failed.NonRetriable);
                break;
            case ChildCompleted done:
                _actions.Complete(done.TaskId, done.Result);
                break;
            case ChildFailed failed:
                _actions.Fail(failed.TaskId, failed.Reason, failed.Details, failed.NonRetriable);
                break;
            case TimerFired fired:
                _actions.Complete(fired.TimerId, null);
                break;
            case EventRaised raised when _continuation is not null:
                _carriedOver.Add(raised);
                break;
            case EventRaised raised:
                if (!Events.Raise(raised.Name, raised.Payload))
                {
                    Events.Keep(raised.Name, raised.Payload);
                }

                break;
        }

        _thread.Drain();
    }

    private void EnsureNothingAsynchronousCameFirst()
    {
        if (_services.FunctionsHost && !_code.IsCompleted && !_context.IsAccessed)
        {
            var failure = new InvalidOperationException(EngineOrchestrationContext.IllegalAwait);
            _ending = new Ending.Failed(failure.Message, TaskFailureDetails.FromException(failure));
        }
    }

    private Ending? EndOfCode()
    {
        if (_actions.HasOpenTasks || !_code.IsCompleted)
        {
            return null;
        }

        return _code.End() switch
        {
            Ending.Completed when _continuation is { } next => new Ending.StartedOver(
                next.Input, string.IsNullOrWhiteSpace(next.Version) ? null : next.Version, _carriedOver),
            var end => end,
        };
    }

    private sealed record Continuation(string? Input, string? Version);
}
