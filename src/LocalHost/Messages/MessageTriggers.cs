using Microsoft.Extensions.Logging;
using VideoPipeline.LocalHost.Durable;
using VideoPipeline.LocalHost.Hosting;
using VideoPipeline.LocalHost.ServiceBus;
using VideoPipeline.LocalHost.ServiceBus.Trigger;
using VideoPipeline.LocalHost.Worker;

namespace VideoPipeline.LocalHost.Messages;

/// <summary>The functions that messages trigger, listening with what host.json says of Service Bus.</summary>
internal static class MessageTriggers
{
    private static readonly Action<ILogger, string, Exception?> s_unset = LoggerMessage.Define<string>(
        LogLevel.Warning, new EventId(7201), "No messages are received: {Reason}");

    public static async Task<ServiceBusTriggers> ListenAsync(
        HostSettings settings, IReadOnlyList<FunctionMetadata> functions, FunctionsJobHost jobs, MessagesInHand messages, ILoggerFactory loggers)
    {
        var triggers = new ServiceBusTriggers(
            Read(settings, functions, loggers),
            ServiceBusHostOptions.From(settings.HostJson.GetSection("extensions:serviceBus")),
            (message, cancellationToken) => jobs.CallAsync(message.Function.FunctionName, new MessageCall(message), cancellationToken),
            messages,
            loggers.CreateLogger<ServiceBusTriggers>());
        await triggers.StartAsync(CancellationToken.None);
        return triggers;
    }

    // Without an address the app does without messages: a person who tries it out need not have Service Bus.
    private static List<ServiceBusTriggerDefinition> Read(HostSettings settings, IReadOnlyList<FunctionMetadata> functions, ILoggerFactory loggers)
    {
        try
        {
            return
            [
                .. functions.Where(function => function.Is(TriggerBindings.Type))
                    .Select(function => TriggerBindings.Read(function.Id, function.Name, function.Trigger, name => settings.Configuration[name])),
            ];
        }
        catch (BrokerSettingsException exception)
        {
            s_unset(loggers.CreateLogger("Host.Messages"), exception.Message, null);
            return [];
        }
    }
}
