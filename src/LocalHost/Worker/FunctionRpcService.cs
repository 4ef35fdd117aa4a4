using System.Collections.Concurrent;
using Grpc.Core;
using VideoPipeline.LocalHost.Worker.Protocol;

namespace VideoPipeline.LocalHost.Worker;

/// <summary>The channels of workers that were started, by worker id.</summary>
internal sealed class WorkerChannels : ConcurrentDictionary<string, WorkerChannel>;

/// <summary>Where workers connect: the first message of a stream says which worker it is.</summary>
internal sealed class FunctionRpcService(WorkerChannels channels) : FunctionRpc.FunctionRpcBase
{
    public override async Task EventStream(
        IAsyncStreamReader<StreamingMessage> requestStream, IServerStreamWriter<StreamingMessage> responseStream, ServerCallContext context)
    {
        if (!await requestStream.MoveNext(context.CancellationToken)
            || requestStream.Current.StartStream is not { } start
            || !channels.TryGetValue(start.WorkerId, out var channel))
        {
            throw new Grpc.Core.RpcException(new Status(StatusCode.PermissionDenied, "No such worker was started here."));
        }

        await channel.RunAsync(requestStream, responseStream, context.CancellationToken);
    }
}
