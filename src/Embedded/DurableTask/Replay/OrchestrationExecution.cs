using DurableTask.Core.Exceptions;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;

namespace VideoPipeline.Embedded.DurableTask.Replay;

/// <summary>
/// One generation of an instance as running code. It is fed events and says what the code asked for; between turns it is
/// simply kept, and after a restart or an eviction it is made anew and fed its past first.
/// </summary>
internal sealed partial class OrchestrationExecution
{
    private readonly OrchestratorThread _thread = new();
    private readonly ActionLedger _actions = new();
    private readonly ITaskOrchestrator _orchestrator;
    private readonly ExecutionServices _services;
    private readonly EngineOrchestrationContext _context;
    private readonly Queue<ReceivedEvent> _heldBack = [];
    private readonly List<EventRaised> _carriedOver = [];

    private Task<string?>? _code;
    private Continuation? _continuation;
    private Ending? _ending;

    public OrchestrationExecution(ExecutionIdentity identity, ITaskOrchestrator orchestrator, ExecutionServices services)
    {
        Identity = identity;
        Events = new ExternalEvents(services.Converter);
        _orchestrator = orchestrator;
        _services = services;
        _context = new EngineOrchestrationContext(this, services);
    }

    public ExecutionIdentity Identity { get; }

    public ExternalEvents Events { get; }

    public DateTime CurrentUtcDateTime { get; private set; }

    public bool IsReplaying { get; private set; }

    public bool IsSuspended { get; private set; }

    public bool IsOnThread => _thread.IsCurrent;

    public object? Input { get; private set; }

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
            _ending = OutsideCode(failure);
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
            _ending ??= new Ending.Failed(null, TaskFailureDetails.FromException(failure));
        }
    }

    private void Feed(DateTime timestamp, IReadOnlyList<ReceivedEvent> received)
    {
        CurrentUtcDateTime = timestamp;
        if (_code is null)
        {
            _code = RunCodeAsync();
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

    private async Task<string?> RunCodeAsync()
    {
        Input = _services.FunctionsHost && _orchestrator.InputType == typeof(object)
            ? null
            : ReadInput();
        try
        {
            var output = await _orchestrator.RunAsync(_context, Input);
            await StayWhenAstrayAsync(null);
            return _services.Converter.Serialize(output);
        }
        catch (Exception failure)
        {
            await StayWhenAstrayAsync(failure);
            if (failure is OperationCanceledException)
            {
                throw;
            }

            throw new CodeFailure(failure);
        }
    }

    /// <summary>Code that has left its thread by a non-durable await has no end: a replay would not get there either.</summary>
    private Task StayWhenAstrayAsync(Exception? failure)
    {
        if (IsOnThread)
        {
            return Task.CompletedTask;
        }

        LogAstray(_services.Logger, Identity.Name, Identity.InstanceId, failure);
        return new TaskCompletionSource().Task;
    }

    [LoggerMessage(3121, LogLevel.Error, "The orchestrator function completed on a non-orchestrator thread! {Orchestrator} {InstanceId}")]
    private static partial void LogAstray(ILogger logger, string orchestrator, string instanceId, Exception? failure);

    private object? ReadInput() => _services.Converter.Deserialize(Identity.Input, _orchestrator.InputType);

    private void EnsureNothingAsynchronousCameFirst()
    {
        if (_services.FunctionsHost && !_code!.IsCompleted && !_context.IsAccessed)
        {
            var failure = new InvalidOperationException(EngineOrchestrationContext.IllegalAwait);
            _ending = new Ending.Failed(failure.Message, TaskFailureDetails.FromException(failure));
        }
    }

    private Ending? EndOfCode()
    {
        if (_actions.HasOpenTasks || !_code!.IsCompleted)
        {
            return null;
        }

        if (_code.IsFaulted)
        {
            var failure = _code.Exception.InnerException!;
            return failure is CodeFailure { InnerException: { } cause } ? EndOfFailedCode(cause) : OutsideCode(failure);
        }

        // A cancelled task has no result to give; asking for it throws the AggregateException that callers then see.
        var output = _code.Result;
        return _continuation is null
            ? new Ending.Completed(output)
            : new Ending.StartedOver(
                _continuation.Input, string.IsNullOrWhiteSpace(_continuation.Version) ? null : _continuation.Version, _carriedOver);
    }

    private static Ending.Failed OutsideCode(Exception failure) => new(null, TaskFailureDetails.FromException(failure));

    private static Ending.Failed EndOfFailedCode(Exception failure)
    {
        // A failure without details (a terminated child) breaks the real library while it reports the failure.
#pragma warning disable CA2201 // It is the very type that callers see there.
        var reported = failure is Microsoft.DurableTask.TaskFailedException { FailureDetails: null }
            ? new NullReferenceException()
            : failure;
#pragma warning restore CA2201
        return new Ending.Failed(reported.Message, TaskFailureDetails.FromException(reported));
    }

    private sealed record Continuation(string? Input, string? Version);

    /// <summary>Tells what the orchestrator's code threw from what was thrown around it.</summary>
    private sealed class CodeFailure(Exception failure) : Exception(failure.Message, failure);
}
