using System.Net;
using System.Net.Sockets;
using Azure.Messaging.ServiceBus;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Converters;
using Microsoft.Azure.Functions.Worker.Core;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using VideoPipeline.LocalHost.ServiceBus;
using VideoPipeline.LocalHost.ServiceBus.Trigger;
using Xunit;

namespace ServiceBusExtension.Tests;

/// <summary>From the broker through the host's trigger into the converters, and back through a real settlement service.</summary>
public sealed class RoundTripTests : IAsyncLifetime, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("sb-ext-");
    private readonly MessagesInHand inHand = new();
    private LocalBroker broker = null!;
    private WebApplication host = null!;
    private ServiceProvider worker = null!;
    private ServiceBusClient client = null!;

    public async Task InitializeAsync()
    {
        var options = new BrokerOptions
        {
            DatabasePath = Path.Combine(directory.FullName, "broker.db"),
            Queues = { ["jobs"] = new() { MaxDeliveryCount = 3 } },
        };
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            var endpoint = (IPEndPoint)probe.LocalEndpoint;
            probe.Stop();
            broker = await LocalBroker.StartAsync(options, endpoint, TimeProvider.System, NullLoggerFactory.Instance);
        }

        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0, l => l.Protocols = HttpProtocols.Http2));
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(inHand);
        host = builder.Build();
        host.MapGrpcService<SettlementService>();
        await host.StartAsync();

        var services = new Builder();
        services.Services.AddSingleton<IConfiguration>(new ConfigurationBuilder()
            .AddInMemoryCollection([new("Functions:Worker:HostEndpoint", host.Urls.Single())]).Build());
        new ServiceBusExtensionStartup().Configure(services);
        worker = services.Services.BuildServiceProvider();
        client = new ServiceBusClient(broker.ConnectionString);
    }

    public async Task DisposeAsync()
    {
        await client.DisposeAsync();
        await host.DisposeAsync();
        await broker.DisposeAsync();
    }

    public void Dispose()
    {
        worker.Dispose();
        directory.Delete(recursive: true);
    }

    [Fact]
    public async Task Function_sees_the_message_as_it_was_sent()
    {
        var (message, _) = await DeliverAsync(new ServiceBusMessage("body") { MessageId = "id", Subject = "video", ApplicationProperties = { ["n"] = 5L } }, (actions, m) => actions.CompleteMessageAsync(m));

        Assert.Equal(("body", "id", "video", 5L, 1), (message.Body.ToString(), message.MessageId, message.Subject, message.ApplicationProperties["n"], message.DeliveryCount));
        Assert.NotEqual(Guid.Empty.ToString(), message.LockToken);
        Assert.Equal(0, (await broker.Broker.CountAsync("jobs")).Active);
    }

    [Fact]
    public async Task Dead_letter_by_the_function_carries_reason_description_and_properties()
    {
        await DeliverAsync(new ServiceBusMessage("bad"), (actions, m) => actions.DeadLetterMessageAsync(
            m, new() { ["code"] = "invalid_prompt", ["after"] = TimeSpan.FromSeconds(3) }, "invalid_request", "prompt is missing"));

        var dead = await client.CreateReceiver("jobs", new ServiceBusReceiverOptions { SubQueue = SubQueue.DeadLetter }).ReceiveMessageAsync(Patience);
        Assert.Equal(("invalid_request", "prompt is missing"), (dead.DeadLetterReason, dead.DeadLetterErrorDescription));
        Assert.Equal(("invalid_prompt", TimeSpan.FromSeconds(3)), (dead.ApplicationProperties["code"], dead.ApplicationProperties["after"]));
    }

    [Fact]
    public async Task Deferred_and_renewed_messages_stay()
    {
        var (message, _) = await DeliverAsync(new ServiceBusMessage("a"), async (actions, m) =>
        {
            await actions.RenewMessageLockAsync(m);
            await actions.DeferMessageAsync(m);
        });

        Assert.Equal("a", (await client.CreateReceiver("jobs").ReceiveDeferredMessageAsync(message.SequenceNumber)).Body.ToString());
    }

    [Fact]
    public async Task Function_that_throws_abandons_its_message_until_it_is_dead()
    {
        var (_, deliveries) = await DeliverAsync(new ServiceBusMessage("poison"), (_, _) => throw new InvalidOperationException("no"), deliveriesWanted: 3);

        Assert.Equal([1, 2, 3], deliveries);
        var dead = await client.CreateReceiver("jobs", new ServiceBusReceiverOptions { SubQueue = SubQueue.DeadLetter }).ReceiveMessageAsync(Patience);
        Assert.Equal("MaxDeliveryCountExceeded", dead.DeadLetterReason);
    }

    [Fact]
    public async Task Message_that_nobody_holds_is_refused_in_words()
    {
        var actions = await ConvertAsync<ServiceBusMessageActionsConverter, ServiceBusMessageActions>(null);
        var stranger = ServiceBusModelFactory.ServiceBusReceivedMessage(lockTokenGuid: Guid.NewGuid());

        var refusal = await Assert.ThrowsAnyAsync<Exception>(() => actions.CompleteMessageAsync(stranger));

        Assert.Contains("No function of this host holds", refusal.Message, StringComparison.Ordinal);
    }

    private async Task<(ServiceBusReceivedMessage Message, IReadOnlyList<int> Deliveries)> DeliverAsync(
        ServiceBusMessage sent, Func<ServiceBusMessageActions, ServiceBusReceivedMessage, Task> function, int deliveriesWanted = 1)
    {
        var (done, deliveries) = (new TaskCompletionSource<ServiceBusReceivedMessage>(TaskCreationOptions.RunContinuationsAsynchronously), new List<int>());
        var definition = new ServiceBusTriggerDefinition("1", "Receive", "jobs", null, broker.ConnectionString, AutoComplete: false);
        await using var triggers = new ServiceBusTriggers([definition], new ServiceBusHostOptions(), InvokeAsync, inHand, NullLogger<ServiceBusTriggers>.Instance);
        await triggers.StartAsync(CancellationToken.None);
        await client.CreateSender("jobs").SendMessageAsync(sent);

        var message = await done.Task.WaitAsync(Patience);
        await triggers.StopAsync(CancellationToken.None).WaitAsync(Patience);
        return (message, deliveries);

        async Task InvokeAsync(ServiceBusTriggerMessage delivery, CancellationToken cancellationToken)
        {
            var data = new Data(delivery.Content);
            var received = await ConvertAsync<ServiceBusReceivedMessageConverter, ServiceBusReceivedMessage>(data);
            var actions = await ConvertAsync<ServiceBusMessageActionsConverter, ServiceBusMessageActions>(null);
            deliveries.Add(received.DeliveryCount);
            try
            {
                await function(actions, received);
            }
            finally
            {
                if (deliveries.Count == deliveriesWanted)
                {
                    done.TrySetResult(received);
                }
            }
        }
    }

    private async Task<T> ConvertAsync<TConverter, T>(object? source)
        where TConverter : IInputConverter
    {
        var result = await ActivatorUtilities.CreateInstance<TConverter>(worker).ConvertAsync(new Context(source, typeof(T)));
        Assert.True(result.Status == ConversionStatus.Succeeded, result.Error?.ToString());
        return (T)result.Value!;
    }

    private sealed class Data(ReadOnlyMemory<byte> content) : ModelBindingData
    {
        public override string Version => ServiceBusTriggerMessage.Version;
        public override string Source => ServiceBusTriggerMessage.Source;
        public override BinaryData Content => BinaryData.FromBytes(content);
        public override string ContentType => ServiceBusTriggerMessage.ContentType;
    }

    private sealed class Context(object? source, Type targetType) : ConverterContext
    {
        public override Type TargetType => targetType;
        public override object? Source => source;
        public override FunctionContext FunctionContext => throw new NotSupportedException();
        public override IReadOnlyDictionary<string, object> Properties { get; } = new Dictionary<string, object>();
    }

    private sealed class Builder : IFunctionsWorkerApplicationBuilder
    {
        public IServiceCollection Services { get; } = new ServiceCollection();

        public IFunctionsWorkerApplicationBuilder Use(Func<FunctionExecutionDelegate, FunctionExecutionDelegate> middleware) => this;
    }
}
