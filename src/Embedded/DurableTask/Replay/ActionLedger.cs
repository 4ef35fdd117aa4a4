using DurableTask.Core.Exceptions;
using Microsoft.DurableTask;

namespace VideoPipeline.Embedded.DurableTask.Replay;

/// <summary>
/// What the orchestrator has asked for: requests that the history does not hold yet, and tasks whose end is still to come.
/// Every request takes the next id, and replay must hand out the same ids for the same requests.
/// </summary>
internal sealed class ActionLedger
{
    private readonly Dictionary<int, OpenTask> _open = [];
    private readonly Dictionary<int, ScheduledEvent> _requests = [];
    private List<int>? _cancelledTimers;
    private int _nextId;

    public bool HasOpenTasks => _open.Count > 0;

    public int TakeId() => _nextId++;

    public OpenTask Open(ScheduledEvent request, string name)
    {
        _requests.Add(request.Id, request);
        var task = new OpenTask(request.Id, name);
        _open.Add(request.Id, task);
        return task;
    }

    public void Request(ScheduledEvent request) => _requests.Add(request.Id, request);

    public void Complete(int id, string? result)
    {
        if (_open.Remove(id, out var task))
        {
            task.TrySetResult(result);
        }
    }

    public void Fail(int id, string? reason, TaskFailureDetails? details, bool nonRetriable)
    {
        if (_open.Remove(id, out var task))
        {
            task.TrySetException(new TaskFailure(id, reason, details, nonRetriable));
        }
    }

    /// <summary>The timer is no longer waited for; its firing, should it still come, is ignored.</summary>
    public void CancelTimer(OpenTask timer, CancellationToken token)
    {
        if (_open.Remove(timer.Id))
        {
            (_cancelledTimers ??= []).Add(timer.Id);
            timer.TrySetCanceled(token);
        }
    }

    /// <summary>Replay: the history says that this was asked for, so the code must have asked for it.</summary>
    public void Confirm(ScheduledEvent recorded)
    {
        if (!_requests.Remove(recorded.Id, out var request))
        {
            throw new NonDeterministicOrchestrationException(
                $"the history has {recorded.Describe()} with id {recorded.Id}, the code has not asked for anything with that id.");
        }

        if (request.GetType() != recorded.GetType()
            || !string.Equals(request.Subject, recorded.Subject, StringComparison.OrdinalIgnoreCase))
        {
            throw new NonDeterministicOrchestrationException(
                $"the history has {recorded.Describe()} with id {recorded.Id}, the code asked for {request.Describe()} instead.");
        }
    }

    public IReadOnlyList<ScheduledEvent> TakeRequests()
    {
        if (_requests.Count == 0)
        {
            return [];
        }

        var requests = _requests.Values.ToArray();
        Array.Sort(requests, static (one, other) => one.Id.CompareTo(other.Id));
        _requests.Clear();
        return requests;
    }

    public IReadOnlyList<int> TakeCancelledTimers()
    {
        IReadOnlyList<int> cancelled = _cancelledTimers ?? (IReadOnlyList<int>)[];
        _cancelledTimers = null;
        return cancelled;
    }
}
