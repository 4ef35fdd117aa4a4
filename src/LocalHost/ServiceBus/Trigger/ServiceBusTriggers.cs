using Azure.Identity;
using Azure.Messaging.ServiceBus;
using Microsoft.Extensions.Logging;

namespace VideoPipeline.LocalHost.ServiceBus.Trigger;

/// <summary>Listens for the functions with a Service Bus trigger, as the host's extension does: one processor each.</summary>
internal sealed partial class ServiceBusTriggers(
    IReadOnlyList<ServiceBusTriggerDefinition> functions,
    ServiceBusHostOptions options,
    ServiceBusInvocation invoke,
    MessagesInHand messages,
    ILogger<ServiceBusTriggers> logger)
    : IAsyncDisposable
{
    private readonly Dictionary<string, ServiceBusClient> clients = new(StringComparer.Ordinal);
    private readonly List<ServiceBusProcessor> processors = [];

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var function in functions)
        {
            var processor = CreateProcessor(function);
            processors.Add(processor);
            await processor.StartProcessingAsync(cancellationToken);
        }
    }

    /// <summary>Takes no more messages and waits for the running ones.</summary>
    public Task StopAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(processors.Select(processor => processor.StopProcessingAsync(cancellationToken)));

    public async ValueTask DisposeAsync()
    {
        foreach (var processor in processors)
        {
            await processor.DisposeAsync();
        }

        foreach (var client in clients.Values)
        {
            await client.DisposeAsync();
        }
    }

    private ServiceBusProcessor CreateProcessor(ServiceBusTriggerDefinition function)
    {
        var (client, settings) = (Client(function.Connection), options.ForProcessor(function.AutoComplete));
        var processor = function.Subscription is { } subscription
            ? client.CreateProcessor(function.Entity, subscription, settings)
            : client.CreateProcessor(function.Entity, settings);
        processor.ProcessMessageAsync += args => ProcessAsync(function, args);
        processor.ProcessErrorAsync += args =>
        {
            LogListenerFailed(args.Exception, function.FunctionName, args.ErrorSource, args.EntityPath);
            return Task.CompletedTask;
        };
        return processor;
    }

    /// <summary>What is thrown here makes the processor abandon the message.</summary>
    private async Task ProcessAsync(ServiceBusTriggerDefinition function, ProcessMessageEventArgs args)
    {
        using (messages.Hold(args))
        {
            await invoke(TriggerMessages.From(function, args.Message), args.CancellationToken);
        }
    }

    private ServiceBusClient Client(string connection)
    {
        if (!clients.TryGetValue(connection, out var client))
        {
            client = connection.Contains('=', StringComparison.Ordinal)
                ? new ServiceBusClient(connection, options.ForClient())
                : new ServiceBusClient(connection, new DefaultAzureCredential(), options.ForClient());
            clients.Add(connection, client);
        }

        return client;
    }

    [LoggerMessage(1, LogLevel.Warning, "{Function}: {Source} failed on {EntityPath}")]
    private partial void LogListenerFailed(Exception exception, string function, ServiceBusErrorSource source, string entityPath);
}
