#nullable disable
using VideoPipeline.Embedded.ServiceBus.Trigger;

namespace Azure.Messaging.ServiceBus;

public class ProcessMessageEventArgs : EventArgs
{
    private readonly MessageSettlement settlement;

    public ProcessMessageEventArgs(
        ServiceBusReceivedMessage message, ServiceBusReceiver receiver, CancellationToken cancellationToken)
        : this(message, receiver, null, cancellationToken)
    {
    }

    public ProcessMessageEventArgs(
        ServiceBusReceivedMessage message, ServiceBusReceiver receiver, string identifier, CancellationToken cancellationToken)
        : this(new MessageSettlement(receiver, message), identifier, cancellationToken)
    {
    }

    internal ProcessMessageEventArgs(MessageSettlement settlement, string identifier, CancellationToken cancellationToken)
    {
        this.settlement = settlement;
        Identifier = identifier;
        CancellationToken = cancellationToken;
    }

    public ServiceBusReceivedMessage Message => settlement.Message;

    public CancellationToken CancellationToken { get; }

    public string EntityPath => settlement.Receiver.EntityPath;

    public string FullyQualifiedNamespace => settlement.Receiver.FullyQualifiedNamespace;

    public string Identifier { get; }

    public virtual Task CompleteMessageAsync(ServiceBusReceivedMessage message, CancellationToken cancellationToken = default) =>
        settlement.SettleAsync(receiver => receiver.CompleteMessageAsync(message, cancellationToken));

    public virtual Task AbandonMessageAsync(
        ServiceBusReceivedMessage message,
        IDictionary<string, object> propertiesToModify = null,
        CancellationToken cancellationToken = default) =>
        settlement.SettleAsync(receiver => receiver.AbandonMessageAsync(message, propertiesToModify, cancellationToken));

    public virtual Task DeadLetterMessageAsync(
        ServiceBusReceivedMessage message,
        IDictionary<string, object> propertiesToModify = null,
        CancellationToken cancellationToken = default) =>
        settlement.SettleAsync(receiver => receiver.DeadLetterMessageAsync(message, propertiesToModify, cancellationToken));

    public virtual Task DeadLetterMessageAsync(
        ServiceBusReceivedMessage message,
        string deadLetterReason,
        string deadLetterErrorDescription = null,
        CancellationToken cancellationToken = default) =>
        settlement.SettleAsync(receiver =>
            receiver.DeadLetterMessageAsync(message, deadLetterReason, deadLetterErrorDescription, cancellationToken));

    public virtual Task DeadLetterMessageAsync(
        ServiceBusReceivedMessage message,
        IDictionary<string, object> propertiesToModify,
        string deadLetterReason,
        string deadLetterErrorDescription = null,
        CancellationToken cancellationToken = default) =>
        settlement.SettleAsync(receiver => receiver.DeadLetterMessageAsync(
            message, propertiesToModify, deadLetterReason, deadLetterErrorDescription, cancellationToken));

    public virtual Task DeferMessageAsync(
        ServiceBusReceivedMessage message,
        IDictionary<string, object> propertiesToModify = null,
        CancellationToken cancellationToken = default) =>
        settlement.SettleAsync(receiver => receiver.DeferMessageAsync(message, propertiesToModify, cancellationToken));

    public virtual Task RenewMessageLockAsync(
        ServiceBusReceivedMessage message, CancellationToken cancellationToken = default) =>
        settlement.Receiver.RenewMessageLockAsync(message, cancellationToken);
}

public sealed class ProcessErrorEventArgs : EventArgs
{
    public ProcessErrorEventArgs(
        Exception exception,
        ServiceBusErrorSource errorSource,
        string fullyQualifiedNamespace,
        string entityPath,
        CancellationToken cancellationToken)
        : this(exception, errorSource, fullyQualifiedNamespace, entityPath, null, cancellationToken)
    {
    }

    public ProcessErrorEventArgs(
        Exception exception,
        ServiceBusErrorSource errorSource,
        string fullyQualifiedNamespace,
        string entityPath,
        string identifier,
        CancellationToken cancellationToken)
    {
        Exception = exception;
        ErrorSource = errorSource;
        FullyQualifiedNamespace = fullyQualifiedNamespace;
        EntityPath = entityPath;
        Identifier = identifier;
        CancellationToken = cancellationToken;
    }

    public Exception Exception { get; }

    public ServiceBusErrorSource ErrorSource { get; }

    public string FullyQualifiedNamespace { get; }

    public string EntityPath { get; }

    public string Identifier { get; }

    public CancellationToken CancellationToken { get; }
}
