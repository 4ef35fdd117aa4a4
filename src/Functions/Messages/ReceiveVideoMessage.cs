using Azure;
using Azure.Messaging.ServiceBus;
using Grpc.Core;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using VideoPipeline.Functions.Events;

namespace VideoPipeline.Functions.Messages;

/// <summary>
/// The queue <c>video-jobs</c>: each message is a job or a batch. A bad one goes to the dead-letter queue with its reason; while storage or
/// the durable store is away a good one waits here under its lock, because every delivery that is given up is one of few.
/// </summary>
public sealed partial class ReceiveVideoMessage(MessageIntake intake, TimeProvider time, ILogger<ReceiveVideoMessage> logger)
{
    public const string Queue = "video-jobs";

    // Together below four minutes: the host renews a lock for five.
    private static readonly TimeSpan[] s_waits =
    [
        TimeSpan.FromSeconds(1),
        TimeSpan.FromSeconds(4),
        TimeSpan.FromSeconds(15),
        .. Enumerable.Repeat(TimeSpan.FromSeconds(30), 7),
    ];

    [Function(nameof(ReceiveVideoMessage))]
    public async Task RunAsync(
        [ServiceBusTrigger(Queue, Connection = EventBus.Setting, AutoCompleteMessages = false)] ServiceBusReceivedMessage message,
        ServiceBusMessageActions actions,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                await TakeAsync(message, actions, client, cancellationToken);
                return;
            }
            catch (Exception e) when (IsTransient(e) && tries < s_waits.Length && !cancellationToken.IsCancellationRequested)
            {
                // The type alone: messages may quote addresses.
                Waiting(message.MessageId, s_waits[tries], e.GetType().Name);
                await Task.Delay(s_waits[tries], time, cancellationToken);
                await actions.RenewMessageLockAsync(message, cancellationToken);
            }
            catch (Exception e) when (IsTransient(e))
            {
                await actions.AbandonMessageAsync(message, cancellationToken: cancellationToken);
                return;
            }
        }
    }

    private async Task TakeAsync(
        ServiceBusReceivedMessage message, ServiceBusMessageActions actions, DurableTaskClient client, CancellationToken cancellationToken)
    {
        if (await intake.TakeAsync(message, client, cancellationToken) is not { } refusal)
        {
            await actions.CompleteMessageAsync(message, cancellationToken);
            return;
        }

        Refused(message.MessageId, refusal.Code);
        await actions.DeadLetterMessageAsync(
            message, deadLetterReason: refusal.Code, deadLetterErrorDescription: refusal.Description, cancellationToken: cancellationToken);
    }

    // Whatever may pass by itself. A fault of ours is none of that: the broker counts its deliveries and puts it aside.
    internal static bool IsTransient(Exception fault) => fault switch
    {
        // The lock is gone: another delivery is under way, and this one cannot settle anything.
        ServiceBusException { Reason: ServiceBusFailureReason.MessageLockLost } => false,
        ServiceBusException bus => bus.IsTransient,
        RequestFailedException storage => storage.Status is 0 or 408 or 429 or >= 500,
        RpcException store => store.Status.StatusCode is not (StatusCode.NotFound or StatusCode.FailedPrecondition),
        AggregateException many => many.InnerExceptions.All(IsTransient),
        HttpRequestException or IOException or TimeoutException => true,
        _ => false,
    };

    [LoggerMessage(EventId = 1501, Level = LogLevel.Warning, Message = "Message {MessageId} cannot be taken now, trying again in {Wait}: {Reason}")]
    private partial void Waiting(string messageId, TimeSpan wait, string reason);

    [LoggerMessage(EventId = 1502, Level = LogLevel.Warning, Message = "Message {MessageId} is put aside: {Code}")]
    private partial void Refused(string messageId, string code);
}
