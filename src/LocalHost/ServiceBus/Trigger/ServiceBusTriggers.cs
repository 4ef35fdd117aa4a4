using System.Collections.Concurrent;
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
    private static readonly TimeSpan s_stopWithin = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan s_closeWithin = TimeSpan.FromSeconds(5);

    private readonly Dictionary<string, ServiceBusClient> clients = new(StringComparer.Ordinal);
    private readonly List<ServiceBusProcessor> processors = [];
    private readonly ConcurrentDictionary<string, byte> missing = new(StringComparer.OrdinalIgnoreCase);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var function in functions)
        {
            var processor = CreateProcessor(function);
            processors.Add(processor);
            await processor.StartProcessingAsync(cancellationToken);
        }
    }

    /// <summary>Takes no more messages and waits for the running ones for a while; what has not ended then comes again.</summary>
    public Task StopAsync(CancellationToken cancellationToken) =>
        InTimeAsync(Task.WhenAll(processors.Select(processor => processor.StopProcessingAsync(cancellationToken))), s_stopWithin);

    public async ValueTask DisposeAsync()
    {
        await InTimeAsync(Task.WhenAll(processors.Select(processor => processor.DisposeAsync().AsTask())), s_closeWithin);
        await InTimeAsync(Task.WhenAll(clients.Values.Select(client => client.DisposeAsync().AsTask())), s_closeWithin);
    }

    // The client asks for its credit back and waits for the answer: a broker that hangs is not to hold up the end of its host.
    private static async Task InTimeAsync(Task ending, TimeSpan within) =>
        await ending.WaitAsync(within).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private ServiceBusProcessor CreateProcessor(ServiceBusTriggerDefinition function)
    {
        var (client, settings) = (Client(function.Connection), options.ForProcessor(function.AutoComplete));
        var processor = function.Subscription is { } subscription
            ? client.CreateProcessor(function.Entity, subscription, settings)
            : client.CreateProcessor(function.Entity, settings);
        processor.ProcessMessageAsync += args => ProcessAsync(function, args);
        processor.ProcessErrorAsync += args =>
        {
            if (args.Exception is not ServiceBusException { Reason: ServiceBusFailureReason.MessagingEntityNotFound })
            {
                LogListenerFailed(args.Exception, function.FunctionName, args.ErrorSource, args.EntityPath);
            }
            else if (missing.TryAdd(args.EntityPath, default))
            {
                // The processor asks again for ever, and finds what somebody creates meanwhile: to say it once is enough.
                LogEntityMissing(function.FunctionName, args.EntityPath, args.FullyQualifiedNamespace);
            }

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

    [LoggerMessage(2, LogLevel.Error, "{Function} receives nothing: there is no {EntityPath} at {Namespace}. Create it, or correct the name; it is received from as soon as it is there.")]
    private partial void LogEntityMissing(string function, string entityPath, string @namespace);

    [LoggerMessage(1, LogLevel.Warning, "{Function}: {Source} failed on {EntityPath}")]
    private partial void LogListenerFailed(Exception exception, string function, ServiceBusErrorSource source, string entityPath);
}
