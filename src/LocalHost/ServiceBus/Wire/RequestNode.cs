using System.Collections.Concurrent;
using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Framing;

namespace VideoPipeline.LocalHost.ServiceBus.Wire;

/// <summary>A node that answers requests: these come on one link, and their answers leave on another of the same connection.</summary>
internal sealed class RequestNode
{
    private readonly ConcurrentDictionary<string, SendingAmqpLink> replies = new(StringComparer.Ordinal);

    /// <summary>Where answers go; a link without an address of its own is known by its name.</summary>
    public void AddReplies(SendingAmqpLink link)
    {
        var address = (link.Settings.Target as Target)?.Address?.ToString() ?? link.Name;
        replies[address] = link;
        link.SafeAddClosed((_, _) => replies.TryRemove(new(address, link)));
    }

    public void AddRequests(ReceivingAmqpLink link, Func<AmqpMessage, Task<AmqpMessage>> answer) =>
        link.RegisterMessageListener(request => _ = AnswerAsync(link, request, answer));

    private async Task AnswerAsync(ReceivingAmqpLink link, AmqpMessage request, Func<AmqpMessage, Task<AmqpMessage>> answer)
    {
        var (id, replyTo) = (request.Properties.MessageId, request.Properties.ReplyTo?.ToString());
        AmqpMessage reply;
        try
        {
            reply = await answer(request);
        }
        catch (Exception exception)
        {
            reply = Refusal(exception);
        }

        try
        {
            link.DisposeMessage(request, AmqpConstants.AcceptedOutcome, settled: true, batchable: false);
            if (replyTo is not null && replies.TryGetValue(replyTo, out var target))
            {
                reply.Properties.CorrelationId = id;
                target.SendMessageNoWait(reply, new ArraySegment<byte>(Guid.NewGuid().ToByteArray()), AmqpConstants.NullBinary);
            }
        }
        catch (Exception exception) when (exception is AmqpException or ObjectDisposedException or InvalidOperationException or OperationCanceledException)
        {
            link.SafeClose(exception);
        }
    }

    private static AmqpMessage Refusal(Exception exception)
    {
        var error = WireErrors.From(exception);
        var reply = AmqpMessage.Create();
        reply.ApplicationProperties.Map["statusCode"] = WireErrors.Status(exception);
        reply.ApplicationProperties.Map["statusDescription"] = error.Description;
        reply.ApplicationProperties.Map["errorCondition"] = error.Condition;
        return reply;
    }
}
