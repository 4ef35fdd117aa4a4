using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Framing;
using VideoPipeline.LocalHost.ServiceBus.Broker;

namespace VideoPipeline.LocalHost.ServiceBus.Wire;

/// <summary>A link on which a client sends to a queue or topic.</summary>
internal sealed class IncomingLink(ReceivingAmqpLink link, string path, ServiceBusBroker broker)
{
    public void Start() => link.RegisterMessageListener(message => _ = AcceptAsync(message));

    private async Task AcceptAsync(AmqpMessage message)
    {
        DeliveryState outcome;
        try
        {
            await broker.SendAsync(path, SentMessages.Read(message));
            outcome = AmqpConstants.AcceptedOutcome;
        }
        catch (Exception exception)
        {
            outcome = new Rejected { Error = WireErrors.From(exception) };
        }

        try
        {
            // Told after the commit. When the link is gone, the sender sends again, and its message id says that it did.
            link.DisposeMessage(message, outcome, settled: true, batchable: false);
        }
        catch (Exception exception) when (exception is AmqpException or ObjectDisposedException or InvalidOperationException or OperationCanceledException)
        {
            link.SafeClose(exception);
        }
    }
}
