using System.Net;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using VideoPipeline.LocalHost.ServiceBus.Trigger;
using VideoPipeline.Support.TaskHub;
using VideoPipeline.LocalHost.Worker.Protocol;

namespace VideoPipeline.Support.Worker;

/// <summary>The one gRPC server of a test process, for the streams and durable clients of all workers in it.</summary>
internal sealed class WorkerServer
{
    private static readonly Lazy<Task<WorkerServer>> s_server = new(StartAsync);

    private WorkerServer(WebApplication app)
    {
        Workers = app.Services.GetRequiredService<WorkerTable>();
        Messages = app.Services.GetRequiredService<MessagesInHand>();
        Address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
    }

    public WorkerTable Workers { get; }

    /// <summary>The Service Bus messages that workers hold just now.</summary>
    public MessagesInHand Messages { get; }

    public string Address { get; }

    public static Task<WorkerServer> GetAsync() => s_server.Value;

    private static async Task<WorkerServer> StartAsync()
    {
        // The worker reads host.json there whenever it loads a function.
        Environment.SetEnvironmentVariable("FUNCTIONS_APPLICATION_DIRECTORY", AppContext.BaseDirectory);
        Environment.SetEnvironmentVariable("FUNCTIONS_WORKER_DIRECTORY", AppContext.BaseDirectory);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddSingleton<WorkerTable>();
        builder.Services.AddSingleton<MessagesInHand>();
        builder.Services.AddGrpc(options => (options.MaxReceiveMessageSize, options.MaxSendMessageSize) = (null, null));
        var app = builder.Build();
        app.MapGrpcService<Streams>();
        app.MapGrpcService<HubClientService>();
        app.MapGrpcService<SettlementService>();
        await app.StartAsync();
        return new WorkerServer(app);
    }

    private sealed class Streams(WorkerTable workers) : FunctionRpc.FunctionRpcBase
    {
        public override async Task EventStream(
            IAsyncStreamReader<StreamingMessage> requestStream, IServerStreamWriter<StreamingMessage> responseStream, ServerCallContext context)
        {
            if (await requestStream.MoveNext(context.CancellationToken)
                && requestStream.Current.StartStream is { } start
                && workers.Find(start.WorkerId) is { } worker)
            {
                await worker.Channel.RunAsync(requestStream, responseStream, context.CancellationToken);
            }

            // The worker never ends its connection, which would keep what is dead in memory.
            context.GetHttpContext().Features.Get<IConnectionLifetimeNotificationFeature>()?.RequestClose();
        }
    }
}
