using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

public enum ServiceBusEntityType
{
    Queue,
    Topic,
}

public sealed class ServiceBusOutputAttribute(string queueOrTopicName, ServiceBusEntityType entityType = ServiceBusEntityType.Queue)
    : OutputBindingAttribute
{
    public string QueueOrTopicName { get; } = queueOrTopicName;

    public string? Connection { get; set; }

    public ServiceBusEntityType EntityType { get; set; } = entityType;
}
