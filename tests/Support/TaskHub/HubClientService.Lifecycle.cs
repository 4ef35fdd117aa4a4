using Grpc.Core;
using Microsoft.DurableTask.Protobuf;

namespace VideoPipeline.Support.TaskHub;

internal sealed partial class HubClientService
{
    public override Task<GetInstanceResponse> WaitForInstanceStart(GetInstanceRequest request, ServerCallContext context) =>
        WaitAsync(request, context, HubWaiters.HasStarted);

    public override Task<GetInstanceResponse> WaitForInstanceCompletion(GetInstanceRequest request, ServerCallContext context) =>
        WaitAsync(request, context, instance => instance.IsFinished);

    public override Task<RestartInstanceResponse> RestartInstance(RestartInstanceRequest request, ServerCallContext context) => CommitAsync(context, hub =>
    {
        var instance = Existing(hub, request.InstanceId);
        if (!request.RestartWithNewInstanceId && !instance.IsFinished)
        {
            throw new RpcException(new Status(StatusCode.FailedPrecondition, $"The instance '{request.InstanceId}' has not ended."));
        }

        var id = request.RestartWithNewInstanceId ? Guid.NewGuid().ToString("N") : request.InstanceId;
        hub.Create(new ExecutionStartedEvent { Name = instance.Start.Name, Version = instance.Start.Version, Input = instance.Start.Input }, id, null);
        return new RestartInstanceResponse { InstanceId = id };
    });

    public override Task<RewindInstanceResponse> RewindInstance(RewindInstanceRequest request, ServerCallContext context) => CommitAsync(context, hub =>
    {
        var instance = Existing(hub, request.InstanceId);
        if (instance.Status != OrchestrationStatus.Failed)
        {
            throw new RpcException(new Status(StatusCode.FailedPrecondition, $"The instance '{request.InstanceId}' has not failed."));
        }

        Rewind.Run(hub, instance, request.Reason);
        return new RewindInstanceResponse();
    });

    public override async Task StreamInstanceHistory(
        StreamInstanceHistoryRequest request, IServerStreamWriter<HistoryChunk> responseStream, ServerCallContext context)
    {
        var chunk = await Read(context, hub => new HistoryChunk { Events = { Existing(hub, request.InstanceId).History } });
        await responseStream.WriteAsync(chunk, context.CancellationToken);
    }

    private static HubInstance Existing(TaskHub hub, string id) => hub.Instances.GetValueOrDefault(id)
        ?? throw new RpcException(new Status(StatusCode.NotFound, $"No instance with ID '{id}' was found."));

    // What runs is never replaced, whatever the caller lists.
    private static bool IsReplaced(HubInstance there, OrchestrationIdReusePolicy? policy) =>
        there.IsFinished && policy?.ReplaceableStatus.Contains(there.Status) != false;

    private async Task<GetInstanceResponse> WaitAsync(GetInstanceRequest request, ServerCallContext context, Func<HubInstance, bool> holds)
    {
        var worker = Worker(context);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, worker.Gone);
        Task wait;
        lock (worker.Hub.Gate)
        {
            wait = worker.Hub.Waiters.WaitAsync(request.InstanceId, holds, end.Token);
        }

        try
        {
            await wait;
        }
        catch (OperationCanceledException) when (worker.Gone.IsCancellationRequested)
        {
            throw Dead();
        }

        return await GetInstance(request, context);
    }
}
