using System.Reflection;
using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using VideoPipeline.Embedded.ServiceBus.Trigger;

namespace VideoPipeline.Embedded.Functions.Messages;

/// <summary>Service Bus functions, one listener each; names may be settings: %Queue%.</summary>
internal sealed class ServiceBusTriggerSource : ITriggerSource
{
    public bool Handles(TriggerBindingAttribute trigger) => trigger is ServiceBusTriggerAttribute;

    public ParameterBinder? Bind(ParameterInfo parameter, TriggerBindingAttribute trigger, bool isTrigger)
    {
        if (parameter.ParameterType == typeof(ServiceBusMessageActions))
        {
            return invocation => ((MessagePayload)invocation.Payload).Actions;
        }

        if (!isTrigger)
        {
            return null;
        }

        return parameter.ParameterType == typeof(ServiceBusReceivedMessage) ? invocation => Message(invocation)
            : parameter.ParameterType == typeof(BinaryData) ? invocation => Message(invocation).Body
            : parameter.ParameterType == typeof(string) ? invocation => Message(invocation).Body.ToString()
            : throw FunctionBindingException.At(
                parameter, $"a Service Bus trigger is a {nameof(ServiceBusReceivedMessage)}, BinaryData or string.");
    }

    public IEnumerable<ITriggerListener> CreateListeners(IReadOnlyList<FunctionDescriptor> functions, IServiceProvider services)
    {
        var configuration = services.GetRequiredService<IConfiguration>();
        var runner = services.GetRequiredService<FunctionRunner>();
        var options = services.GetRequiredService<HostJson>().ServiceBus.Get<ServiceBusHostOptions>() ?? new ServiceBusHostOptions();
        foreach (var function in functions)
        {
            var trigger = (ServiceBusTriggerAttribute)function.Trigger;
            var resolve = (string? name) => name is null ? null : SettingNames.Resolve(name, configuration, function.Name);
            var path = ServiceBusTriggerListener.EntityPathOf(
                resolve(trigger.QueueName), resolve(trigger.TopicName), resolve(trigger.SubscriptionName));
            ServiceBusMessageHandler handler = (message, actions, cancellationToken) => runner.RunAsync(
                function, new MessagePayload(message, actions), cancellationToken, () => BindingData(message));
            yield return new MessageListener(ActivatorUtilities.CreateInstance<ServiceBusTriggerListener>(
                services, path, options.For(trigger.AutoCompleteMessages), handler));
        }
    }

    private static ServiceBusReceivedMessage Message(Invocation invocation) => ((MessagePayload)invocation.Payload).Message;

    private static Dictionary<string, object?> BindingData(ServiceBusReceivedMessage message) => new(StringComparer.OrdinalIgnoreCase)
    {
        ["MessageId"] = message.MessageId,
        ["DeliveryCount"] = message.DeliveryCount,
        ["Subject"] = message.Subject,
        ["CorrelationId"] = message.CorrelationId,
        ["ContentType"] = message.ContentType,
    };

    private sealed record MessagePayload(ServiceBusReceivedMessage Message, ServiceBusMessageActions Actions);

    private sealed class MessageListener(ServiceBusTriggerListener listener) : ITriggerListener
    {
        public Task StartAsync(CancellationToken cancellationToken) => listener.StartAsync(cancellationToken);

        public Task StopAsync(CancellationToken cancellationToken) => listener.StopAsync(cancellationToken);

        public ValueTask DisposeAsync() => listener.DisposeAsync();
    }
}
