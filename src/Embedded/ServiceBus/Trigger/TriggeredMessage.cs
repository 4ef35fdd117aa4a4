using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;

namespace VideoPipeline.Embedded.ServiceBus.Trigger;

/// <summary>What a Service Bus trigger delivers to a function.</summary>
internal sealed record TriggeredMessage(ServiceBusReceivedMessage Message, ServiceBusMessageActions Actions);
