using System.Text.Json;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Azure.Functions.Worker.Extensions.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Client.Grpc;
using Microsoft.DurableTask.Protobuf;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Http;
using Microsoft.Extensions.Options;
using VideoPipeline.Support.TaskHub;
using VideoPipeline.LocalHost.Worker.Protocol;

namespace VideoPipeline.Support.Worker;

/// <summary>
/// One life of a functions app: the real isolated worker in this process, over its own protocol, on a task hub in virtual time.
/// </summary>
public sealed class InProcessWorker : IAsyncDisposable
{
    private readonly WorkerServer _server;
    private readonly Func<IHost> _build;
    private readonly CancellationTokenSource _gone = new();
    private readonly Dictionary<string, WorkerFunction> _functions = new(StringComparer.OrdinalIgnoreCase);
    private IHost _host;
    private WorkerTimers? _timers;
    private WorkerMessages? _messages;
    private FunctionsClients? _clients;
    private int _killed;

    private InProcessWorker(WorkerServer server, TaskHub.TaskHub hub, string id, Func<IHost> build)
    {
        (_server, Hub, Id, _build) = (server, hub, id, build);
        _host = build();
    }

    public string Id { get; }

    public TaskHub.TaskHub Hub { get; }

    public IServiceProvider Services => _host.Services;

    /// <summary>What this life does on the hub.</summary>
    public HubLife? Life { get; private set; }

    /// <summary>A durable client as the app's own functions get it.</summary>
    public DurableTaskClient Durable { get; private set; } = null!;

    internal WorkerChannel Channel { get; private set; } = new();

    /// <summary>Cancelled with the life.</summary>
    internal CancellationToken Gone => _gone.Token;

    internal IReadOnlyCollection<WorkerFunction> Functions => _functions.Values;

    internal string ClientBinding => JsonSerializer.Serialize(new Dictionary<string, object>
    {
        ["rpcBaseUrl"] = _server.Address,
        ["taskHubName"] = Id,
        ["connectionName"] = "",
        ["requiredQueryStringParameters"] = "",
        ["httpBaseUrl"] = "http://localhost/runtime/webhooks/durabletask",
        ["maxGrpcMessageSizeInBytes"] = int.MaxValue,

        // Read as JSON within the JSON.
        ["grpcHttpClientTimeout"] = JsonSerializer.Serialize(TimeSpan.FromSeconds(100)),
    });

    /// <param name="compose">Makes the app: its functions, services and replaced parts.</param>
    /// <param name="fault">As <see cref="HubLife"/> calls it.</param>
    public static async Task<InProcessWorker> StartAsync(
        TaskHub.TaskHub hub, IEnumerable<string> args, Action<FunctionsApplicationBuilder> compose, Func<string, ValueTask> fault)
    {
        var server = await WorkerServer.GetAsync();
        var id = Guid.NewGuid().ToString("N");
        var worker = new InProcessWorker(server, hub, id, () => Build(server, id, args, compose));
        server.Workers.Add(worker);
        await worker._host.StartAsync();
        foreach (var function in await worker.Channel.Ready.WaitAsync(TimeSpan.FromSeconds(60)))
        {
            worker._functions[function.Name] = new WorkerFunction(function);
        }

        worker._clients = new FunctionsClients(worker.Services.GetRequiredService<IOptionsMonitor<DurableTaskClientOptions>>());
        worker.Durable = worker._clients.Get(server.Address, id);
        worker.Life = new HubLife(hub, new DurableInvocations(worker), fault);
        worker._timers = new WorkerTimers(worker);
        return worker;
    }

    /// <summary>Hands the app's Service Bus functions what comes, until this life ends.</summary>
    /// <param name="setting">A setting of the app by its name.</param>
    public async Task ListenAsync(Func<string, string?> setting) =>
        _messages = await WorkerMessages.ListenAsync(this, _server.Messages, setting);

    /// <summary>A handler that speaks to the app's HTTP functions as the host does.</summary>
    public HttpMessageHandler CreateHandler() => new WorkerHttp(this, ((TestServer)Services.GetRequiredService<IServer>()).CreateHandler());

    /// <summary>Calls a function that has no trigger here, such as one for messages.</summary>
    internal WorkerFunction Function(string name) => _functions[name];

    internal WorkerFunction? Find(string name) => _functions.GetValueOrDefault(name);

    /// <summary>
    /// The worker alone dies and another takes its place; the host, and so this life, goes on. What the worker was doing fails.
    /// </summary>
    public async Task ReplaceAsync()
    {
        var (channel, host) = (Channel, _host);
        Channel = new WorkerChannel();
        channel.Dispose();
        _host = _build();
        await _host.StartAsync();
        await Channel.Ready;
        End(host);
    }

    /// <summary>Dies at once: nothing is flushed, nothing finished.</summary>
    public void Kill()
    {
        if (Interlocked.Exchange(ref _killed, 1) == 0)
        {
            Life?.Abandon();
            _timers?.Dispose();
            _server.Workers.Remove(this);
            Channel.Dispose();
            _gone.Cancel();
            _ = _messages?.DisposeAsync().AsTask();
        }
    }

    /// <summary>
    /// Ends this life. Nobody waits until its services are gone: one with a call under way waits on the clock, which the caller alone moves.
    /// </summary>
    public ValueTask DisposeAsync()
    {
        Kill();
        _clients?.Dispose();
        End(_host);
        return ValueTask.CompletedTask;
    }

    private static void End(IHost host) => _ = Task.Run(async () => await ((IAsyncDisposable)host).DisposeAsync());

    private static IHost Build(WorkerServer server, string id, IEnumerable<string> args, Action<FunctionsApplicationBuilder> compose)
    {
        var builder = FunctionsApplication.CreateBuilder(
        [
            $"--Functions:Worker:HostEndpoint={server.Address}",
            $"--Functions:Worker:WorkerId={id}",
            $"--Functions:Worker:RequestId={id}",
            $"--Functions:Worker:GrpcMaxMessageLength={int.MaxValue}",
            .. args,
        ]);
        new DurableTaskExtensionStartup().Configure(builder);
        compose(builder);
        builder.Services.AddSingleton<IServer>(services => new TestServer(services));

        // Handlers that rotate on real timers would keep a dead life's services alive.
        builder.Services.PostConfigureAll<HttpClientFactoryOptions>(options => options.HandlerLifetime = Timeout.InfiniteTimeSpan);
        return builder.Build();
    }
}
