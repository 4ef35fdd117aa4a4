using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using VideoPipeline.Embedded.Functions;
using VideoPipeline.Embedded.ServiceBus.Broker;

namespace VideoPipeline.Embedded.ServiceBus.Trigger;

/// <summary>What the host does with a message: bind, invoke the function; an exception abandons the message.</summary>
internal delegate Task ServiceBusMessageHandler(
    ServiceBusReceivedMessage message, ServiceBusMessageActions actions, CancellationToken cancellationToken);

/// <summary>Feeds one function from a queue or subscription, from <see cref="StartAsync"/> to <see cref="StopAsync"/>.</summary>
internal sealed partial class ServiceBusTriggerListener : ITriggerListener
{
    private readonly ServiceBusBroker broker;
    private readonly ILogger logger;
    private readonly BrokerReceiver receiver;
    private readonly MessagePump pump;

    public ServiceBusTriggerListener(
        ServiceBusBroker broker,
        string entityPath,
        MessagePumpSettings settings,
        ServiceBusMessageHandler handler,
        TimeProvider timeProvider,
        ILogger<ServiceBusTriggerListener> logger)
    {
        this.broker = broker;
        this.logger = logger;
        receiver = new BrokerReceiver(broker, entityPath);
        pump = new MessagePump(
            receiver,
            settings,
            (settlement, cancellationToken) => handler(settlement.Message, new TriggerMessageActions(settlement), cancellationToken),
            ReportAsync,
            timeProvider);
    }

    /// <summary>Path of a trigger whose names are resolved: a queue, or a subscription when there is a topic.</summary>
    public static string EntityPathOf(string? queueName, string? topicName, string? subscriptionName) =>
        queueName is not null ? ReceivePath.Of(queueName) : ReceivePath.Of(topicName!, subscriptionName!);

    /// <exception cref="ServiceBusException">There is no such queue or subscription.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await broker.CountAsync(receiver.EntityPath);
        pump.Start();
    }

    /// <summary>Waits for running invocations; when <paramref name="cancellationToken"/> fires, theirs does too.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => pump.StopAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await pump.DisposeAsync();
        await receiver.DisposeAsync();
    }

    private Task ReportAsync(Exception exception, ServiceBusErrorSource source)
    {
        if (source == ServiceBusErrorSource.ProcessMessageCallback)
        {
            LogHandlerFailed(exception, receiver.EntityPath);
        }
        else
        {
            LogListenerFailed(exception, source, receiver.EntityPath);
        }

        return Task.CompletedTask;
    }

    [LoggerMessage(11, LogLevel.Error, "The function failed on a message of {EntityPath}; the message is abandoned")]
    private partial void LogHandlerFailed(Exception exception, string entityPath);

    [LoggerMessage(12, LogLevel.Warning, "{Source} failed on {EntityPath}")]
    private partial void LogListenerFailed(Exception exception, ServiceBusErrorSource source, string entityPath);
}
