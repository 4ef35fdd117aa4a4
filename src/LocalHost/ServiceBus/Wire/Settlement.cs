using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Encoding;
using Microsoft.Azure.Amqp.Framing;
using VideoPipeline.LocalHost.ServiceBus.Broker;

namespace VideoPipeline.LocalHost.ServiceBus.Wire;

/// <summary>What a receiver says about a delivery, done to the message and answered.</summary>
internal sealed class Settlement(SendingAmqpLink link, string path, ServiceBusBroker broker)
{
    public const string ReasonKey = "DeadLetterReason";
    public const string DescriptionKey = "DeadLetterErrorDescription";

    public async Task ApplyAsync(Delivery delivery)
    {
        var (asked, isSettled) = (delivery.State, delivery.Settled);
        DeliveryState answer;
        try
        {
            answer = await ApplyAsync(new Guid(delivery.DeliveryTag.AsSpan()), asked);
        }
        catch (Exception exception)
        {
            answer = new Rejected { Error = WireErrors.From(exception) };
        }

        if (isSettled)
        {
            return;
        }

        try
        {
            link.DisposeDelivery(delivery, settled: true, answer);
        }
        catch (Exception exception) when (exception is AmqpException or ObjectDisposedException or InvalidOperationException or OperationCanceledException)
        {
            // The link is gone; the client asks again on another, and is told that the lock is lost.
            link.SafeClose(exception);
        }
    }

    private async Task<DeliveryState> ApplyAsync(Guid lockToken, DeliveryState asked)
    {
        switch (asked)
        {
            case Accepted:
                await broker.CompleteAsync(path, lockToken);
                return asked;
            case Released:
                await broker.TakeBackAsync(path, lockToken);
                return asked;
            case Modified { UndeliverableHere: true } modified:
                await broker.DeferAsync(path, lockToken, Changes(modified.MessageAnnotations));
                return asked;
            case Modified modified:
                await broker.AbandonAsync(path, lockToken, Changes(modified.MessageAnnotations));
                return asked;
            case Rejected rejected:
                await DeadLetterAsync(lockToken, rejected.Error?.Info);
                // The error said why the message is bad; sent back it would say that the settlement went wrong.
                return new Rejected();
            default:
                throw new NotSupportedException($"A delivery cannot be settled with {asked?.GetType().Name ?? "nothing"}.");
        }
    }

    private Task DeadLetterAsync(Guid lockToken, Fields? info)
    {
        var changes = Changes(info);
        return broker.DeadLetterAsync(path, lockToken, Take(changes, ReasonKey), Take(changes, DescriptionKey), changes);
    }

    private static string? Take(Dictionary<string, object?> changes, string name) =>
        changes.Remove(name, out var value) ? value as string : null;

    private static Dictionary<string, object?> Changes(Fields? fields) =>
        fields?.ToDictionary(pair => pair.Key.ToString()!, pair => (object?)pair.Value) ?? [];
}
