using System.Buffers;
using System.Text.Json;
using Azure.Messaging.ServiceBus;
using VideoPipeline.Embedded.ServiceBus.Broker;

namespace VideoPipeline.Embedded.ServiceBus.Rest;

/// <summary>What client and listener agree on beyond the service's REST calls.</summary>
internal static class Wire
{
    /// <summary>Content type of the service's batch call; asked for by the client, it also brings received messages as such JSON.</summary>
    public const string BatchContentType = "application/vnd.microsoft.servicebus.json";

    /// <summary>
    /// Node for what the REST API cannot do (peek, schedule, defer, dead-letter); its operations bear the names they have over AMQP.
    /// </summary>
    public const string ManagementNode = "$management";

    public const string Peek = "peek-message";
    public const string Schedule = "schedule-message";
    public const string CancelScheduled = "cancel-scheduled-message";
    public const string ReceiveBySequenceNumber = "receive-by-sequence-number";
    public const string UpdateDisposition = "update-disposition";
    public const string RenewLock = "renew-lock";

    /// <summary>The longest a receive call waits on the server before it answers that there is nothing.</summary>
    public static readonly TimeSpan MaxReceiveWait = TimeSpan.FromMinutes(5);

    public static ReadOnlyMemory<byte> WriteJson(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            write(writer);
        }

        return buffer.WrittenMemory;
    }

    public static ReadOnlyMemory<byte> WriteMessages(IReadOnlyList<BrokeredContent> contents) => WriteJson(writer =>
    {
        writer.WriteStartArray();
        foreach (var content in contents)
        {
            MessageJson.Write(writer, content);
        }

        writer.WriteEndArray();
    });

    public static ReadOnlyMemory<byte> WriteMessages(IReadOnlyList<DeliveredMessage> messages) => WriteJson(writer =>
    {
        writer.WriteStartArray();
        foreach (var message in messages)
        {
            MessageJson.Write(writer, message.Content, message);
        }

        writer.WriteEndArray();
    });

    /// <summary>Reads what a caller sent: whatever the JSON classes throw over it is the caller's mistake.</summary>
    public static T Read<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception exception) when (exception is InvalidOperationException or KeyNotFoundException or OverflowException or ArgumentException)
        {
            throw new FormatException(exception.Message, exception);
        }
    }

    public static int StatusOf(ServiceBusFailureReason reason) => reason switch
    {
        ServiceBusFailureReason.MessagingEntityNotFound => 404,
        ServiceBusFailureReason.MessageLockLost => 404,
        ServiceBusFailureReason.MessageNotFound => 404,
        ServiceBusFailureReason.MessageSizeExceeded => 403,
        ServiceBusFailureReason.QuotaExceeded => 403,
        ServiceBusFailureReason.ServiceBusy => 503,
        ServiceBusFailureReason.ServiceTimeout => 503,
        _ => 400,
    };
}
