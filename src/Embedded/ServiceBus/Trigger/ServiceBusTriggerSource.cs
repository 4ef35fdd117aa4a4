using System.Reflection;
using System.Text.RegularExpressions;
using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using VideoPipeline.Embedded.Functions;
using VideoPipeline.Embedded.ServiceBus.Broker;

namespace VideoPipeline.Embedded.ServiceBus.Trigger;

/// <summary>Service Bus functions; the names of a trigger may name settings: %JobsQueue%.</summary>
internal sealed partial class ServiceBusTriggerSource : ITriggerSource
{
    public bool Handles(TriggerBindingAttribute trigger) => trigger is ServiceBusTriggerAttribute;

    public ParameterBinder? Bind(ParameterInfo parameter, TriggerBindingAttribute trigger, bool isTrigger)
    {
        if (parameter.ParameterType == typeof(ServiceBusMessageActions))
        {
            return static invocation => ((TriggeredMessage)invocation.Payload).Actions;
        }

        return isTrigger ? BindMessage(parameter) : null;
    }

    public IEnumerable<ITriggerListener> CreateListeners(IReadOnlyList<FunctionDescriptor> functions, IServiceProvider services) =>
        functions.Select(function => CreateListener(function, services));

    private static ParameterBinder BindMessage(ParameterInfo parameter) => parameter.ParameterType switch
    {
        var type when type == typeof(ServiceBusReceivedMessage) => static invocation => MessageOf(invocation),
        var type when type == typeof(BinaryData) => static invocation => MessageOf(invocation).Body,
        var type when type == typeof(string) => static invocation => MessageOf(invocation).Body.ToString(),
        var type when type == typeof(byte[]) => static invocation => MessageOf(invocation).Body.ToArray(),
        _ => throw new FunctionBindingException(
            $"{parameter.Member.DeclaringType!.Name}.{parameter.Member.Name}: a Service Bus trigger of the embedded host is a "
            + "ServiceBusReceivedMessage, BinaryData, string or byte[]."),
    };

    private static ServiceBusReceivedMessage MessageOf(Invocation invocation) => ((TriggeredMessage)invocation.Payload).Message;

    private static ServiceBusTriggerListener CreateListener(FunctionDescriptor function, IServiceProvider services)
    {
        var trigger = (ServiceBusTriggerAttribute)function.Trigger;
        var configuration = services.GetRequiredService<IConfiguration>();
        var hostOptions = services.GetService<ServiceBusHostOptions>() ?? new ServiceBusHostOptions();
        var runner = services.GetRequiredService<FunctionRunner>();
        var path = ServiceBusTriggerListener.EntityPathOf(
            Resolve(trigger.QueueName), Resolve(trigger.TopicName), Resolve(trigger.SubscriptionName));
        return new ServiceBusTriggerListener(
            services.GetRequiredService<ServiceBusBroker>(),
            path,
            hostOptions.For(trigger.AutoCompleteMessages),
            (message, actions, token) => runner.RunAsync(function, new TriggeredMessage(message, actions), token, () => DataOf(message)),
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ILogger<ServiceBusTriggerListener>>());

        string? Resolve(string? name) => name is null ? null : Setting().Replace(name, match => configuration[match.Groups[1].Value]
            ?? throw new FunctionBindingException($"Function '{function.Name}': setting '{match.Groups[1].Value}' of its trigger is missing."));
    }

    private static Dictionary<string, object?> DataOf(ServiceBusReceivedMessage message) => new()
    {
        ["MessageId"] = message.MessageId,
        ["Subject"] = message.Subject,
        ["ContentType"] = message.ContentType,
        ["CorrelationId"] = message.CorrelationId,
        ["DeliveryCount"] = message.DeliveryCount,
        ["SequenceNumber"] = message.SequenceNumber,
        ["LockToken"] = message.LockToken,
        ["EnqueuedTimeUtc"] = message.EnqueuedTime.UtcDateTime,
        ["ApplicationProperties"] = message.ApplicationProperties,
    };

    [GeneratedRegex("%([^%]+)%")]
    private static partial Regex Setting();
}
