namespace VideoPipeline.LocalHost.ServiceBus.Trigger;

/// <summary>One function with a Service Bus trigger, its names and connection resolved.</summary>
/// <param name="Entity">The queue, or the topic.</param>
/// <param name="Subscription">Null for a queue.</param>
/// <param name="Connection">A connection string, or a fully qualified namespace for the identity of the process.</param>
/// <param name="AutoComplete">What the attribute says; null leaves it to host.json.</param>
internal sealed record ServiceBusTriggerDefinition(
    string FunctionId, string FunctionName, string Entity, string? Subscription, string Connection, bool? AutoComplete);

/// <summary>What a worker is handed for a message.</summary>
/// <param name="Content">16 bytes of the lock token, then the message as AMQP encodes it.</param>
/// <param name="TriggerMetadata">Each value as JSON, except for texts.</param>
internal sealed record ServiceBusTriggerMessage(
    ServiceBusTriggerDefinition Function, ReadOnlyMemory<byte> Content, IReadOnlyDictionary<string, string> TriggerMetadata)
{
    public const string Source = "AzureServiceBusReceivedMessage";
    public const string ContentType = "application/octet-stream";
    public const string Version = "1.0";
}

/// <summary>Runs the function; throwing abandons the message.</summary>
internal delegate Task ServiceBusInvocation(ServiceBusTriggerMessage message, CancellationToken cancellationToken);
