using System.Text.Encodings.Web;
using System.Text.Json;
using Google.Protobuf.WellKnownTypes;
using Microsoft.DurableTask.Protobuf;

namespace VideoPipeline.Support.TaskHub;

/// <summary>One turn of an orchestration: what it is asked, and what its answer does to the hub. Runs under the hub's lock.</summary>
internal sealed class Turn
{
    // As the extension writes, which leaves quotes alone.
    private static readonly JsonSerializerOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly TaskHub _hub;
    private readonly HubInstance _instance;
    private readonly string _execution;
    private readonly List<HubMessage> _taken;
    private readonly List<HistoryEvent> _new;

    public Turn(TaskHub hub, HubInstance instance)
    {
        (_hub, _instance, _execution) = (hub, instance, instance.ExecutionId);
        _taken = [.. instance.Inbox];
        _new =
        [
            new HistoryEvent { EventId = -1, Timestamp = Now, OrchestratorStarted = new OrchestratorStartedEvent() },
            .. _taken.Where(message => message.ExecutionId is null || message.ExecutionId == _execution).Select(message => message.Event)
                .OrderBy(message => message.EventTypeCase == HistoryEvent.EventTypeOneofCase.ExecutionStarted ? 0 : 1),
        ];
    }

    private Timestamp Now => Timestamp.FromDateTimeOffset(_hub.Time.GetUtcNow());

    public string Function => _instance.Start.Name;

    public OrchestratorRequest Request()
    {
        var request = new OrchestratorRequest { InstanceId = _instance.Id, ExecutionId = _execution };
        request.PastEvents.Add(_instance.History);
        request.NewEvents.Add(_new);
        return request;
    }

    /// <summary>Makes the answer true, unless the instance was purged or replaced meanwhile.</summary>
    public void Commit(OrchestratorResponse response)
    {
        if (_hub.Instances.GetValueOrDefault(_instance.Id) != _instance || _instance.ExecutionId != _execution)
        {
            return;
        }

        _instance.Inbox.RemoveRange(0, _taken.Count);
        _instance.History.AddRange(_new);
        _instance.UpdatedAt = _hub.Time.GetUtcNow();
        _instance.CustomStatus = response.CustomStatus;
        _instance.Status = IsSuspended() ? OrchestrationStatus.Suspended : OrchestrationStatus.Running;
        foreach (var action in response.Actions.Where(action => action.CompleteOrchestration is null))
        {
            Apply(action);
        }

        _instance.History.Add(new HistoryEvent { EventId = -1, Timestamp = Now, OrchestratorCompleted = new OrchestratorCompletedEvent() });
        if (response.Actions.FirstOrDefault(action => action.CompleteOrchestration is not null) is { } end)
        {
            Complete(end.Id, end.CompleteOrchestration);
        }
    }

    /// <summary>The turn itself failed, outside the orchestrator's code: then its output alone says how.</summary>
    public void Fail(TaskFailureDetails failure)
    {
        var response = new OrchestratorResponse { InstanceId = _instance.Id };
        response.Actions.Add(new OrchestratorAction
        {
            Id = -1,
            CompleteOrchestration = new CompleteOrchestrationAction
            {
                OrchestrationStatus = OrchestrationStatus.Failed,
                Result = failure.IsNonRetriable ? failure.ErrorMessage : JsonSerializer.Serialize(new { message = failure.ErrorMessage }, s_json),
                FailureDetails = failure.IsNonRetriable ? failure : null,
            },
        });
        Commit(response);
    }

    private bool IsSuspended() => _instance.History.LastOrDefault(
        past => past.ExecutionSuspended is not null || past.ExecutionResumed is not null)?.ExecutionSuspended is not null;

    private void Apply(OrchestratorAction action)
    {
        var entry = new HistoryEvent { EventId = action.Id, Timestamp = Now };
        _instance.History.Add(entry);
        switch (action.OrchestratorActionTypeCase)
        {
            case OrchestratorAction.OrchestratorActionTypeOneofCase.ScheduleTask:
                entry.TaskScheduled = new TaskScheduledEvent
                {
                    Name = action.ScheduleTask.Name,
                    Version = action.ScheduleTask.Version,
                    Input = action.ScheduleTask.Input,
                };
                _hub.Schedule(_instance, entry);
                break;
            case OrchestratorAction.OrchestratorActionTypeOneofCase.CreateTimer:
                entry.TimerCreated = new TimerCreatedEvent { FireAt = action.CreateTimer.FireAt };
                _hub.SetTimer(_instance, action.Id, action.CreateTimer.FireAt.ToDateTimeOffset());
                break;
            case OrchestratorAction.OrchestratorActionTypeOneofCase.CreateSubOrchestration:
                StartChild(action.Id, action.CreateSubOrchestration, entry);
                break;
            case OrchestratorAction.OrchestratorActionTypeOneofCase.SendEvent:
                var sent = action.SendEvent;
                entry.EventSent = new EventSentEvent { InstanceId = sent.Instance.InstanceId, Name = sent.Name, Input = sent.Data };
                if (_hub.Instances.GetValueOrDefault(sent.Instance.InstanceId) is { } target)
                {
                    _hub.Send(target, new HistoryEvent { EventId = -1, EventRaised = new EventRaisedEvent { Name = sent.Name, Input = sent.Data } }, null);
                }

                break;
            default:
                throw new NotSupportedException($"The hub does not know {action.OrchestratorActionTypeCase}.");
        }
    }

    private void StartChild(int id, CreateSubOrchestrationAction child, HistoryEvent entry)
    {
        entry.SubOrchestrationInstanceCreated = new SubOrchestrationInstanceCreatedEvent
        {
            InstanceId = child.InstanceId,
            Name = child.Name,
            Version = child.Version,
            Input = child.Input,
        };

        if (_hub.Instances.GetValueOrDefault(child.InstanceId) is { IsFinished: false })
        {
            // As the SQLite store does it, so that the parent does not wait for ever.
            _hub.Send(_instance, new HistoryEvent
            {
                EventId = -1,
                SubOrchestrationInstanceFailed = new SubOrchestrationInstanceFailedEvent
                {
                    TaskScheduledId = id,
                    FailureDetails = new TaskFailureDetails
                    {
                        ErrorType = "OrchestrationAlreadyExists",
                        ErrorMessage = $"An orchestration with the instance id '{child.InstanceId}' is already running.",
                    },
                },
            }, _execution);
        }
        else
        {
            _hub.Create(
                new ExecutionStartedEvent
                {
                    Name = child.Name,
                    Version = child.Version,
                    Input = child.Input,
                    ParentInstance = new ParentInstanceInfo
                    {
                        TaskScheduledId = id,
                        Name = _instance.Start.Name,
                        OrchestrationInstance = new OrchestrationInstance { InstanceId = _instance.Id, ExecutionId = _execution },
                    },
                },
                child.InstanceId,
                null);
        }
    }

    private void Complete(int id, CompleteOrchestrationAction end)
    {
        _instance.DropTimers();
        if (end.OrchestrationStatus == OrchestrationStatus.ContinuedAsNew)
        {
            ContinueAsNew(end);
            return;
        }

        _instance.History.Add(new HistoryEvent
        {
            EventId = id,
            Timestamp = Now,
            ExecutionCompleted = new ExecutionCompletedEvent
            {
                OrchestrationStatus = end.OrchestrationStatus,
                Result = end.Result,
                FailureDetails = end.FailureDetails,
            },
        });
        (_instance.Status, _instance.Failure) = (end.OrchestrationStatus, end.FailureDetails);
        _instance.Output = end.FailureDetails is { } failure ? $"{failure.ErrorType}: {failure.ErrorMessage}" : end.Result;
        _instance.Inbox.Clear();
        if (_instance.Start.ParentInstance is not { } parent
            || _hub.Instances.GetValueOrDefault(parent.OrchestrationInstance.InstanceId) is not { } above)
        {
            return;
        }

        var message = new HistoryEvent { EventId = -1 };
        if (end.OrchestrationStatus == OrchestrationStatus.Completed)
        {
            message.SubOrchestrationInstanceCompleted = new SubOrchestrationInstanceCompletedEvent
            {
                TaskScheduledId = parent.TaskScheduledId,
                Result = end.Result,
            };
        }
        else
        {
            message.SubOrchestrationInstanceFailed = new SubOrchestrationInstanceFailedEvent
            {
                TaskScheduledId = parent.TaskScheduledId,
                FailureDetails = end.FailureDetails,
            };
        }

        _hub.Send(above, message, parent.OrchestrationInstance.ExecutionId);
    }

    // What was sent to whichever execution runs goes with it; answers to the old one do not.
    private void ContinueAsNew(CompleteOrchestrationAction end)
    {
        var left = _instance.Inbox.Where(message => message.ExecutionId is null).Select(message => message.Event).ToList();
        _instance.Inbox.Clear();
        _instance.History.Clear();
        _instance.ExecutionId = _hub.NewExecutionId();
        _instance.CreatedAt = _hub.Time.GetUtcNow();
        var old = _instance.Start;
        _instance.Start = new ExecutionStartedEvent
        {
            Name = old.Name,
            Version = end.NewVersion ?? old.Version,
            Input = end.Result,
            ParentInstance = old.ParentInstance,
            OrchestrationInstance = new OrchestrationInstance { InstanceId = _instance.Id, ExecutionId = _instance.ExecutionId },
        };
        _hub.Send(_instance, new HistoryEvent { EventId = -1, ExecutionStarted = _instance.Start }, null);
        foreach (var message in end.CarryoverEvents.Concat(left))
        {
            _hub.Send(_instance, message, null);
        }
    }
}
