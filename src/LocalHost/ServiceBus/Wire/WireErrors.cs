using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Encoding;
using Microsoft.Azure.Amqp.Framing;

namespace VideoPipeline.LocalHost.ServiceBus.Wire;

/// <summary>Refusals in the words that the clients know; what they do not know counts as transient there and is tried again.</summary>
internal static class WireErrors
{
    public static Error From(Exception exception) => new()
    {
        Condition = Condition(exception),
        Description = Describe(exception),
    };

    public static AmqpException Refusal(Exception exception) => new(Condition(exception), Describe(exception));

    /// <summary>The status of a management reply.</summary>
    public static int Status(Exception exception) => exception switch
    {
        ServiceBusException { Reason: ServiceBusFailureReason.MessageLockLost } => 410,
        ServiceBusException { Reason: ServiceBusFailureReason.MessagingEntityNotFound or ServiceBusFailureReason.MessageNotFound } => 404,
        ServiceBusException { Reason: ServiceBusFailureReason.ServiceBusy } => 503,
        NotSupportedException => 501,
        _ => 400,
    };

    private static AmqpSymbol Condition(Exception exception) => exception switch
    {
        ServiceBusException { Reason: var reason } => reason switch
        {
            ServiceBusFailureReason.MessagingEntityNotFound => AmqpErrorCode.NotFound,
            ServiceBusFailureReason.MessageLockLost => "com.microsoft:message-lock-lost",
            ServiceBusFailureReason.MessageNotFound => "com.microsoft:message-not-found",
            ServiceBusFailureReason.MessageSizeExceeded => AmqpErrorCode.MessageSizeExceeded,
            ServiceBusFailureReason.ServiceBusy => "com.microsoft:server-busy",
            _ => AmqpErrorCode.NotAllowed,
        },
        FormatException => AmqpErrorCode.DecodeError,
        NotSupportedException => AmqpErrorCode.NotImplemented,
        ObjectDisposedException => AmqpErrorCode.DetachForced,
        _ => AmqpErrorCode.InternalError,
    };

    // The message of a ServiceBusException has advice for its own callers appended.
    private static string Describe(Exception exception) =>
        exception.Message.Split("For troubleshooting information", 2)[0].TrimEnd();
}
