using System.Threading.Channels;
using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Encoding;
using VideoPipeline.LocalHost.ServiceBus.Broker;

namespace VideoPipeline.LocalHost.ServiceBus.Wire;

/// <summary>A link on which a client receives: messages go out as long as it has given credit for them.</summary>
internal sealed class OutgoingLink : IDisposable
{
    private const int MaxAtOnce = 64;

    private readonly SendingAmqpLink link;
    private readonly string path;
    private readonly ServiceBusBroker broker;
    private readonly bool isSettledOnSend;
    private readonly CancellationTokenSource closing = new();
    private readonly CancellationToken closed;
    private readonly Lock gate = new();
    private readonly Channel<bool> credit = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    private CancellationTokenSource? waiting;

    public OutgoingLink(SendingAmqpLink link, string path, ServiceBusBroker broker)
    {
        (this.link, this.path, this.broker) = (link, path, broker);
        closed = closing.Token;
        isSettledOnSend = link.Settings.SettleType == SettleMode.SettleOnSend;
        link.RegisterCreditListener(OnCredit);
        // What went out settled is done with; some clients and the library itself say so once more.
        link.RegisterDispositionListener(isSettledOnSend
            ? static _ => { }
            : delivery => _ = new Settlement(link, path, broker).ApplyAsync(delivery));
    }

    public void Start()
    {
        link.SafeAddClosed((_, _) => Dispose());
        // Credit comes with the attach, before anybody listens.
        credit.Writer.TryWrite(true);
        _ = PumpAsync();
    }

    public void Dispose()
    {
        closing.Cancel();
        closing.Dispose();
    }

    private void OnCredit(uint more, bool drain, ArraySegment<byte> transaction)
    {
        if (drain)
        {
            // The library's own answer does not say that it is one; the client would wait for it.
            link.IssueCredit(0, drain: true, AmqpConstants.NullBinary);
            StopWaiting();
        }

        credit.Writer.TryWrite(true);
    }

    private async Task PumpAsync()
    {
        try
        {
            while (await credit.Reader.WaitToReadAsync(closed))
            {
                credit.Reader.TryRead(out _);
                while (link.LinkCredit > 0 && await DeliverAsync())
                {
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The link is closed.
        }
        catch (Exception exception)
        {
            link.SafeClose(WireErrors.Refusal(exception));
        }
    }

    /// <summary>False when the credit was taken back while it waited.</summary>
    private async Task<bool> DeliverAsync()
    {
        using var wait = CancellationTokenSource.CreateLinkedTokenSource(closed);
        lock (gate)
        {
            waiting = wait;
        }

        try
        {
            var wanted = (int)Math.Min(MaxAtOnce, link.LinkCredit);
            if (wanted == 0)
            {
                return false;
            }

            var messages = await broker.ReceiveAsync(path, wanted, TimeSpan.MaxValue, deletesOnReceipt: false, wait.Token);
            // All at once, so that a client that takes what is there takes them together.
            await Task.WhenAll([.. messages.Select(SendAsync)]);
            return true;
        }
        catch (OperationCanceledException) when (!closed.IsCancellationRequested)
        {
            return false;
        }
        finally
        {
            lock (gate)
            {
                waiting = null;
            }
        }
    }

    private Task SendAsync(DeliveredMessage message)
    {
        var delivery = new EncodedDelivery(DeliveryEncoding.Encode(message))
        {
            DeliveryTag = new ArraySegment<byte>(message.LockToken.ToByteArray()),
            Settled = isSettledOnSend,
        };
        if (closed.IsCancellationRequested || !link.TrySendDelivery(delivery))
        {
            return WithLockAsync(() => broker.TakeBackAsync(path, message.LockToken));
        }

        // Only what has gone out is deleted: a credit taken back in the last moment loses nothing.
        return isSettledOnSend ? WithLockAsync(() => broker.CompleteAsync(path, message.LockToken)) : Task.CompletedTask;
    }

    private static async Task WithLockAsync(Func<Task> settle)
    {
        try
        {
            await settle();
        }
        catch (ServiceBusException exception) when (exception.Reason == ServiceBusFailureReason.MessageLockLost)
        {
            // The lock ran out meanwhile: the message is back already.
        }
    }

    private void StopWaiting()
    {
        lock (gate)
        {
            waiting?.Cancel();
        }
    }
}
