using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.DurableTask.Protobuf;
using VideoPipeline.Support.Worker;

namespace VideoPipeline.Support.TaskHub;

/// <summary>The task hub as the durable client sees it. A client of a dead process is refused for good.</summary>
internal sealed partial class HubClientService(WorkerTable workers) : TaskHubSidecarService.TaskHubSidecarServiceBase
{
    public override Task<Empty> Hello(Empty request, ServerCallContext context) => Task.FromResult(new Empty());

    public override Task<CreateInstanceResponse> StartInstance(CreateInstanceRequest request, ServerCallContext context) => CommitAsync(context, hub =>
    {
        var id = string.IsNullOrEmpty(request.InstanceId) ? Guid.NewGuid().ToString("N") : request.InstanceId;
        if (hub.Instances.GetValueOrDefault(id) is { } there && !IsReplaced(there, request.OrchestrationIdReusePolicy))
        {
            throw new RpcException(new Status(StatusCode.AlreadyExists, $"An Orchestration instance with the status {there.Status} already exists."));
        }

        hub.Create(
            new ExecutionStartedEvent
            {
                Name = request.Name,
                Version = string.IsNullOrEmpty(request.Version) ? hub.Versions.Default : request.Version,
                Input = request.Input,
                ScheduledStartTimestamp = request.ScheduledStartTimestamp,
            },
            id,
            request.ScheduledStartTimestamp?.ToDateTimeOffset());
        return new CreateInstanceResponse { InstanceId = id };
    });

    public override Task<GetInstanceResponse> GetInstance(GetInstanceRequest request, ServerCallContext context) => Read(context, hub =>
        hub.Instances.GetValueOrDefault(request.InstanceId) is { } instance
            ? new GetInstanceResponse { Exists = true, OrchestrationState = StateOf(instance, request.GetInputsAndOutputs) }
            : new GetInstanceResponse());

    public override Task<RaiseEventResponse> RaiseEvent(RaiseEventRequest request, ServerCallContext context) => CommitAsync(context, hub =>
    {
        var instance = Existing(hub, request.InstanceId);
        if (instance.IsFinished)
        {
            throw new RpcException(new Status(
                StatusCode.FailedPrecondition, "The orchestration instance with the provided instance id is not running."));
        }

        hub.Send(instance, new HistoryEvent { EventId = -1, EventRaised = new EventRaisedEvent { Name = request.Name, Input = request.Input } }, null);
        return new RaiseEventResponse();
    });

    public override Task<TerminateResponse> TerminateInstance(TerminateRequest request, ServerCallContext context) => SendAsync(
        context,
        request.InstanceId,
        instance => !instance.IsFinished,
        new HistoryEvent { ExecutionTerminated = new ExecutionTerminatedEvent { Input = request.Output } },
        new TerminateResponse());

    public override Task<SuspendResponse> SuspendInstance(SuspendRequest request, ServerCallContext context) => SendAsync(
        context,
        request.InstanceId,
        instance => !instance.IsFinished && instance.Status != OrchestrationStatus.Suspended,
        new HistoryEvent { ExecutionSuspended = new ExecutionSuspendedEvent { Input = request.Reason } },
        new SuspendResponse());

    public override Task<ResumeResponse> ResumeInstance(ResumeRequest request, ServerCallContext context) => SendAsync(
        context,
        request.InstanceId,
        instance => instance.Status == OrchestrationStatus.Suspended,
        new HistoryEvent { ExecutionResumed = new ExecutionResumedEvent { Input = request.Reason } },
        new ResumeResponse());

    public override Task<PurgeInstancesResponse> PurgeInstances(PurgeInstancesRequest request, ServerCallContext context) => CommitAsync(context, hub =>
    {
        if (hub.Instances.GetValueOrDefault(request.InstanceId) is { IsFinished: false } running)
        {
            throw new RpcException(new Status(StatusCode.FailedPrecondition, $"Only what has ended can be purged; '{running.Id}' is {running.Status}."));
        }

        var ids = request.RequestCase switch
        {
            PurgeInstancesRequest.RequestOneofCase.InstanceId => [request.InstanceId],
            PurgeInstancesRequest.RequestOneofCase.InstanceBatch => request.InstanceBatch.InstanceIds.ToList(),
            _ => hub.Instances.Values.Where(instance => Fits(
                instance, request.PurgeInstanceFilter.RuntimeStatus, request.PurgeInstanceFilter.CreatedTimeFrom, request.PurgeInstanceFilter.CreatedTimeTo))
                .Select(instance => instance.Id).ToList(),
        };
        var purged = ids.Count(id => hub.Instances.GetValueOrDefault(id) is { IsFinished: true } && hub.Instances.Remove(id));
        return new PurgeInstancesResponse { DeletedInstanceCount = purged, IsComplete = true };
    });

    public override Task<QueryInstancesResponse> QueryInstances(QueryInstancesRequest request, ServerCallContext context) => Read(context, hub =>
    {
        var query = request.Query;
        var from = long.TryParse(query.ContinuationToken, out var order) ? order : 0;
        var size = query.MaxInstanceCount > 0 ? query.MaxInstanceCount : 100;
        var found = hub.Instances.Values
            .Where(instance => instance.Order > from && Fits(instance, query.RuntimeStatus, query.CreatedTimeFrom, query.CreatedTimeTo)
                && instance.Id.StartsWith(query.InstanceIdPrefix ?? "", StringComparison.Ordinal))
            .OrderBy(instance => instance.Order).Take(size + 1).ToList();
        var response = new QueryInstancesResponse { ContinuationToken = found.Count > size ? $"{found[size - 1].Order}" : null };
        response.OrchestrationState.Add(found.Take(size).Select(instance => StateOf(instance, query.FetchInputsAndOutputs)));
        return response;
    });

    private Task<T> SendAsync<T>(ServerCallContext context, string id, Func<HubInstance, bool> fits, HistoryEvent message, T answer) =>
        CommitAsync(context, hub =>
        {
            var instance = Existing(hub, id);
            if (!fits(instance))
            {
                throw new RpcException(new Status(StatusCode.FailedPrecondition, $"The instance '{id}' is in the {instance.Status} state."));
            }

            message.EventId = -1;
            hub.Send(instance, message, null);
            return answer;
        });

    private Task<T> CommitAsync<T>(ServerCallContext context, Func<TaskHub, T> change)
    {
        var worker = Worker(context);
        return worker.Life is { IsDead: false } life ? life.CommitAsync(() => change(worker.Hub)) : throw Dead();
    }

    private Task<T> Read<T>(ServerCallContext context, Func<TaskHub, T> read)
    {
        var worker = Worker(context);
        lock (worker.Hub.Gate)
        {
            return Task.FromResult(read(worker.Hub));
        }
    }

    // Never Unavailable, which the client would try again for real seconds.
    private InProcessWorker Worker(ServerCallContext context) =>
        workers.Find(context.RequestHeaders.GetValue("Durable-TaskHub") ?? "") ?? throw Dead();

    private static RpcException Dead() => new(new Status(StatusCode.FailedPrecondition, "This process has died."));

    private static bool Fits(HubInstance instance, Google.Protobuf.Collections.RepeatedField<OrchestrationStatus> statuses, Timestamp? from, Timestamp? to) =>
        (statuses.Count == 0 || statuses.Contains(instance.Status))
        && (from is null || instance.CreatedAt >= from.ToDateTimeOffset())
        && (to is null || instance.CreatedAt <= to.ToDateTimeOffset());

    // The extension tells a client no more of a failure.
    private static TaskFailureDetails? Outermost(TaskFailureDetails? failure) => failure is null ? null : new TaskFailureDetails
    {
        ErrorType = failure.ErrorType,
        ErrorMessage = failure.ErrorMessage,
        StackTrace = failure.StackTrace,
    };

    private static OrchestrationState StateOf(HubInstance instance, bool payloads)
    {
        var state = new OrchestrationState
        {
            InstanceId = instance.Id,
            Name = instance.Start.Name,
            Version = instance.Start.Version,
            OrchestrationStatus = instance.Status,
            CreatedTimestamp = Timestamp.FromDateTimeOffset(instance.CreatedAt),
            LastUpdatedTimestamp = Timestamp.FromDateTimeOffset(instance.UpdatedAt),
            ExecutionId = instance.ExecutionId,
        };
        if (payloads)
        {
            (state.Input, state.Output, state.CustomStatus, state.FailureDetails) =
                (instance.Start.Input, instance.Output, instance.CustomStatus, Outermost(instance.Failure));
        }

        return state;
    }
}
