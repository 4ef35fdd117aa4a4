using Azure.Messaging.ServiceBus;
using VideoPipeline.Cli.Api;

namespace VideoPipeline.Cli.Messages;

/// <summary>The queue of jobs and its dead letters.</summary>
internal sealed class ServiceBusQueue : IAsyncDisposable
{
    public const string Jobs = "video-jobs";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly ServiceBusClient _client;
    private readonly ServiceBusSender _sender;
    private readonly ServiceBusReceiver _deadLetters;

    public ServiceBusQueue(ServiceBusClient client)
    {
        _client = client;
        _sender = client.CreateSender(Jobs);
        _deadLetters = client.CreateReceiver(Jobs, new ServiceBusReceiverOptions { SubQueue = SubQueue.DeadLetter });
    }

    /// <summary>Returns once the broker has the message for good.</summary>
    public Task SendAsync(ServiceBusMessage message, CancellationToken cancellationToken) =>
        AskAsync(async () =>
        {
            await _sender.SendMessageAsync(message, cancellationToken);
            return true;
        });

    /// <summary>Dead letters after that number, oldest first; they are looked at and not locked.</summary>
    public Task<IReadOnlyList<ServiceBusReceivedMessage>> PeekAsync(int count, long from, CancellationToken cancellationToken) =>
        AskAsync(() => _deadLetters.PeekMessagesAsync(count, from, cancellationToken));

    /// <summary>The next dead letter, locked for us, or null when there is none.</summary>
    public Task<ServiceBusReceivedMessage?> LockAsync(CancellationToken cancellationToken) =>
        AskAsync<ServiceBusReceivedMessage?>(async () => await _deadLetters.ReceiveMessageAsync(Patience, cancellationToken));

    public Task CompleteAsync(ServiceBusReceivedMessage message) => AskAsync(async () =>
    {
        await _deadLetters.CompleteMessageAsync(message);
        return true;
    });

    public Task UnlockAsync(ServiceBusReceivedMessage message) => AskAsync(async () =>
    {
        await _deadLetters.AbandonMessageAsync(message);
        return true;
    });

    public ValueTask DisposeAsync() => _client.DisposeAsync();

    private async Task<T> AskAsync<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (ServiceBusException fault) when (fault.Reason
            is ServiceBusFailureReason.ServiceCommunicationProblem or ServiceBusFailureReason.ServiceTimeout)
        {
            throw new HostUnreachableException($"Service Bus at {_client.FullyQualifiedNamespace} does not answer: {Words(fault)}");
        }
        catch (ServiceBusException fault)
        {
            throw new HostRefusedException(Problem.Of(Status(fault.Reason), $"service_bus_{Code(fault.Reason)}", Words(fault)));
        }
        catch (UnauthorizedAccessException fault)
        {
            throw new HostRefusedException(Problem.Of(401, "service_bus_unauthorized", Words(fault)));
        }
    }

    // The client appends advice for programmers, and the stack of what it met.
    private static string Words(Exception fault) => fault.Message.Split(["For troubleshooting information", "ErrorCode:", "\n"], 2, StringSplitOptions.None)[0].Trim();

    private static int Status(ServiceBusFailureReason reason) => reason switch
    {
        ServiceBusFailureReason.MessagingEntityNotFound or ServiceBusFailureReason.MessageNotFound => 404,
        ServiceBusFailureReason.MessageLockLost => 410,
        ServiceBusFailureReason.MessageSizeExceeded => 413,
        ServiceBusFailureReason.ServiceBusy => 503,
        _ => 400,
    };

    private static string Code(ServiceBusFailureReason reason) => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(reason.ToString());
}
