#nullable disable
using System.Runtime.CompilerServices;
using VideoPipeline.Embedded.ServiceBus;
using VideoPipeline.Embedded.ServiceBus.Broker;
using VideoPipeline.Embedded.ServiceBus.Rest;

namespace Azure.Messaging.ServiceBus;

public class ServiceBusReceiver : IAsyncDisposable
{
    private readonly ServiceBusClient client;
    private long nextPeek;

    protected ServiceBusReceiver()
    {
    }

    protected ServiceBusReceiver(ServiceBusClient client, string queueName, ServiceBusReceiverOptions options)
        : this(client, options, ReceivePath.Of(queueName, options?.SubQueue ?? SubQueue.None))
    {
    }

    protected ServiceBusReceiver(
        ServiceBusClient client, string topicName, string subscriptionName, ServiceBusReceiverOptions options)
        : this(client, options,
            ReceivePath.Of(topicName, subscriptionName, options?.SubQueue ?? SubQueue.None))
    {
    }

    private ServiceBusReceiver(ServiceBusClient client, ServiceBusReceiverOptions options, string path)
    {
        this.client = client;
        EntityPath = path;
        PrefetchCount = options?.PrefetchCount ?? 0;
        ReceiveMode = options?.ReceiveMode ?? ServiceBusReceiveMode.PeekLock;
        Identifier = options?.Identifier ?? ServiceBusClient.NewIdentifier(path);
    }

    public virtual string EntityPath { get; }

    public virtual string FullyQualifiedNamespace => client?.FullyQualifiedNamespace;

    public virtual string Identifier { get; }

    public virtual bool IsClosed { get; private set; }

    public virtual int PrefetchCount { get; }

    public virtual ServiceBusReceiveMode ReceiveMode { get; }

    private RestTransport Transport
    {
        get
        {
            ObjectDisposedException.ThrowIf(IsClosed, this);
            return client.Transport;
        }
    }

    public virtual async Task<ServiceBusReceivedMessage> ReceiveMessageAsync(
        TimeSpan? maxWaitTime = null, CancellationToken cancellationToken = default) =>
        First(await ReceiveMessagesAsync(1, maxWaitTime, cancellationToken));

    public virtual async Task<IReadOnlyList<ServiceBusReceivedMessage>> ReceiveMessagesAsync(
        int maxMessages, TimeSpan? maxWaitTime = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxMessages, 1);
        if (maxWaitTime <= TimeSpan.Zero && (PrefetchCount == 0 || maxWaitTime < TimeSpan.Zero))
        {
            throw new ArgumentOutOfRangeException(nameof(maxWaitTime), maxWaitTime, "The wait is positive.");
        }

        var deletes = ReceiveMode == ServiceBusReceiveMode.ReceiveAndDelete;
        return Wrap(await Transport.ReceiveAsync(EntityPath, maxMessages, maxWaitTime, deletes, cancellationToken));
    }

    public virtual async IAsyncEnumerable<ServiceBusReceivedMessage> ReceiveMessagesAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (true)
        {
            if (await ReceiveMessageAsync(null, cancellationToken) is { } message)
            {
                yield return message;
            }
        }
    }

    public virtual async Task<ServiceBusReceivedMessage> PeekMessageAsync(
        long? fromSequenceNumber = null, CancellationToken cancellationToken = default) =>
        First(await PeekMessagesAsync(1, fromSequenceNumber, cancellationToken));

    public virtual async Task<IReadOnlyList<ServiceBusReceivedMessage>> PeekMessagesAsync(
        int maxMessages, long? fromSequenceNumber = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxMessages, 1);
        var from = fromSequenceNumber ?? nextPeek;
        var messages = Wrap(await Transport.PeekAsync(EntityPath, from, maxMessages, cancellationToken));
        if (messages.Count > 0)
        {
            nextPeek = messages[^1].SequenceNumber + 1;
        }

        return messages;
    }

    public virtual async Task<ServiceBusReceivedMessage> ReceiveDeferredMessageAsync(
        long sequenceNumber, CancellationToken cancellationToken = default) =>
        First(await ReceiveDeferredMessagesAsync([sequenceNumber], cancellationToken));

    public virtual async Task<IReadOnlyList<ServiceBusReceivedMessage>> ReceiveDeferredMessagesAsync(
        IEnumerable<long> sequenceNumbers, CancellationToken cancellationToken = default)
    {
        var deletes = ReceiveMode == ServiceBusReceiveMode.ReceiveAndDelete;
        return Wrap(await Transport.ReceiveDeferredAsync(EntityPath, [.. sequenceNumbers], deletes, cancellationToken));
    }

    public virtual Task CompleteMessageAsync(ServiceBusReceivedMessage message, CancellationToken cancellationToken = default) =>
        Transport.CompleteAsync(EntityPath, Locked(message), cancellationToken);

    public virtual Task AbandonMessageAsync(
        ServiceBusReceivedMessage message,
        IDictionary<string, object> propertiesToModify = null,
        CancellationToken cancellationToken = default) =>
        Transport.SettleAsync(EntityPath, Locked(message), new Disposition("abandoned", propertiesToModify), cancellationToken);

    public virtual Task DeadLetterMessageAsync(
        ServiceBusReceivedMessage message,
        IDictionary<string, object> propertiesToModify = null,
        CancellationToken cancellationToken = default) =>
        DeadLetterMessageAsync(message, propertiesToModify, null, null, cancellationToken);

    public virtual Task DeadLetterMessageAsync(
        ServiceBusReceivedMessage message,
        string deadLetterReason,
        string deadLetterErrorDescription = null,
        CancellationToken cancellationToken = default) =>
        DeadLetterMessageAsync(message, null, deadLetterReason, deadLetterErrorDescription, cancellationToken);

    public virtual Task DeadLetterMessageAsync(
        ServiceBusReceivedMessage message,
        IDictionary<string, object> propertiesToModify,
        string deadLetterReason,
        string deadLetterErrorDescription = null,
        CancellationToken cancellationToken = default) =>
        Transport.SettleAsync(
            EntityPath,
            Locked(message),
            new Disposition("suspended", propertiesToModify, deadLetterReason, deadLetterErrorDescription),
            cancellationToken);

    public virtual Task DeferMessageAsync(
        ServiceBusReceivedMessage message,
        IDictionary<string, object> propertiesToModify = null,
        CancellationToken cancellationToken = default) =>
        Transport.SettleAsync(EntityPath, Locked(message), new Disposition("defered", propertiesToModify), cancellationToken);

    public virtual async Task RenewMessageLockAsync(
        ServiceBusReceivedMessage message, CancellationToken cancellationToken = default) =>
        message.LockedUntil = await Transport.RenewAsync(EntityPath, Locked(message), cancellationToken);

    public virtual Task CloseAsync(CancellationToken cancellationToken = default)
    {
        IsClosed = true;
        return Task.CompletedTask;
    }

    public virtual async ValueTask DisposeAsync()
    {
        await CloseAsync(CancellationToken.None);
        GC.SuppressFinalize(this);
    }

    /// <summary>Gives back what was received and never looked at: it does not count as a delivery.</summary>
    internal virtual Task ReleaseMessageAsync(ServiceBusReceivedMessage message) =>
        Transport.SettleAsync(EntityPath, Locked(message), new Disposition("released", null), CancellationToken.None);

    private static ServiceBusReceivedMessage First(IReadOnlyList<ServiceBusReceivedMessage> messages) =>
        messages.Count > 0 ? messages[0] : null;

    private protected static IReadOnlyList<ServiceBusReceivedMessage> Wrap(IReadOnlyList<DeliveredMessage> messages) =>
        [.. messages.Select(static message => new ServiceBusReceivedMessage(message))];

    private protected Guid Locked(ServiceBusReceivedMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return ReceiveMode == ServiceBusReceiveMode.PeekLock && message.LockTokenGuid != Guid.Empty
            ? message.LockTokenGuid
            : throw new InvalidOperationException("Only a message received with a lock can be settled.");
    }
}
