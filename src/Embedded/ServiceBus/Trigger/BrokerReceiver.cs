#nullable disable
using Azure.Messaging.ServiceBus;
using VideoPipeline.Embedded.ServiceBus.Broker;

namespace VideoPipeline.Embedded.ServiceBus.Trigger;

/// <summary>A receiver inside the host's process: straight to the broker, no HTTP between.</summary>
internal sealed class BrokerReceiver(ServiceBusBroker broker, string path) : ServiceBusReceiver
{
    public override string EntityPath => path;

    public override string FullyQualifiedNamespace => "embedded";

    public override string Identifier => path;

    public override ServiceBusReceiveMode ReceiveMode => ServiceBusReceiveMode.PeekLock;

    /// <summary>Without a maximum it waits until a message comes.</summary>
    public override async Task<IReadOnlyList<ServiceBusReceivedMessage>> ReceiveMessagesAsync(
        int maxMessages, TimeSpan? maxWaitTime = null, CancellationToken cancellationToken = default) =>
        Wrap(await broker.ReceiveAsync(
            path, maxMessages, maxWaitTime ?? TimeSpan.MaxValue, deletesOnReceipt: false, cancellationToken));

    public override Task CompleteMessageAsync(ServiceBusReceivedMessage message, CancellationToken cancellationToken = default) =>
        broker.CompleteAsync(path, Locked(message));

    public override Task AbandonMessageAsync(
        ServiceBusReceivedMessage message,
        IDictionary<string, object> propertiesToModify = null,
        CancellationToken cancellationToken = default) =>
        broker.AbandonAsync(path, Locked(message), Copy(propertiesToModify));

    public override Task DeadLetterMessageAsync(
        ServiceBusReceivedMessage message,
        IDictionary<string, object> propertiesToModify,
        string deadLetterReason,
        string deadLetterErrorDescription = null,
        CancellationToken cancellationToken = default) =>
        broker.DeadLetterAsync(path, Locked(message), deadLetterReason, deadLetterErrorDescription, Copy(propertiesToModify));

    public override Task DeferMessageAsync(
        ServiceBusReceivedMessage message,
        IDictionary<string, object> propertiesToModify = null,
        CancellationToken cancellationToken = default) =>
        broker.DeferAsync(path, Locked(message), Copy(propertiesToModify));

    public override async Task RenewMessageLockAsync(
        ServiceBusReceivedMessage message, CancellationToken cancellationToken = default) =>
        message.LockedUntil = await broker.RenewAsync(path, Locked(message));

    internal override Task ReleaseMessageAsync(ServiceBusReceivedMessage message) => broker.TakeBackAsync(path, Locked(message));

    private static Dictionary<string, object> Copy(IDictionary<string, object> properties) =>
        properties is null ? null : new Dictionary<string, object>(properties);
}
