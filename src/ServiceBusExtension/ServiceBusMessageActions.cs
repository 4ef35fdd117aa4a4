using Azure.Messaging.ServiceBus;
using Google.Protobuf;
using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Encoding;
using Microsoft.Azure.Functions.Worker.Converters;
using VideoPipeline.LocalHost.ServiceBus.Trigger.Grpc;

namespace Microsoft.Azure.Functions.Worker;

[InputConverter(typeof(ServiceBusMessageActionsConverter))]
public class ServiceBusMessageActions
{
    private readonly Settlement.SettlementClient? settlement;

    internal ServiceBusMessageActions(Settlement.SettlementClient settlement) => this.settlement = settlement;

    // For a test, which overrides what it needs.
    protected ServiceBusMessageActions()
    {
    }

    private Settlement.SettlementClient Host =>
        settlement ?? throw new InvalidOperationException("These actions belong to no received message.");

    public virtual async Task CompleteMessageAsync(ServiceBusReceivedMessage message, CancellationToken cancellationToken = default) =>
        await Host.CompleteAsync(new() { Locktoken = Token(message) }, cancellationToken: cancellationToken);

    public virtual async Task AbandonMessageAsync(
        ServiceBusReceivedMessage message,
        IDictionary<string, object>? propertiesToModify = null,
        CancellationToken cancellationToken = default) =>
        await Host.AbandonAsync(
            new() { Locktoken = Token(message), PropertiesToModify = Encode(propertiesToModify) }, cancellationToken: cancellationToken);

    public virtual async Task DeadLetterMessageAsync(
        ServiceBusReceivedMessage message,
        Dictionary<string, object>? propertiesToModify = null,
        string? deadLetterReason = null,
        string? deadLetterErrorDescription = null,
        CancellationToken cancellationToken = default) =>
        await Host.DeadletterAsync(
            new()
            {
                Locktoken = Token(message),
                PropertiesToModify = Encode(propertiesToModify),
                DeadletterReason = deadLetterReason,
                DeadletterErrorDescription = deadLetterErrorDescription,
            },
            cancellationToken: cancellationToken);

    public virtual async Task DeferMessageAsync(
        ServiceBusReceivedMessage message,
        IDictionary<string, object>? propertiesToModify = null,
        CancellationToken cancellationToken = default) =>
        await Host.DeferAsync(
            new() { Locktoken = Token(message), PropertiesToModify = Encode(propertiesToModify) }, cancellationToken: cancellationToken);

    public virtual async Task RenewMessageLockAsync(ServiceBusReceivedMessage message, CancellationToken cancellationToken = default) =>
        await Host.RenewMessageLockAsync(new() { Locktoken = Token(message) }, cancellationToken: cancellationToken);

    private static string Token(ServiceBusReceivedMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return message.LockToken;
    }

    private static ByteString Encode(IDictionary<string, object>? properties)
    {
        if (properties is null)
        {
            return ByteString.Empty;
        }

        var map = new AmqpMap();
        foreach (var (name, value) in properties)
        {
            map[new MapKey(name)] = value switch
            {
                Uri uri => new DescribedType((AmqpSymbol)"com.microsoft:uri", uri.AbsoluteUri),
                DateTimeOffset time => new DescribedType((AmqpSymbol)"com.microsoft:datetime-offset", time.UtcTicks),
                TimeSpan span => new DescribedType((AmqpSymbol)"com.microsoft:timespan", span.Ticks),
                _ => value,
            };
        }

        using var buffer = new ByteBuffer(256, autoGrow: true);
        AmqpCodec.EncodeMap(map, buffer);
        return ByteString.CopyFrom(buffer.Buffer, 0, buffer.Length);
    }
}

internal sealed class ServiceBusMessageActionsConverter(Settlement.SettlementClient settlement) : IInputConverter
{
    public ValueTask<ConversionResult> ConvertAsync(ConverterContext context) =>
        new(ConversionResult.Success(new ServiceBusMessageActions(settlement)));
}
