using System.Net;
using Azure.Messaging.ServiceBus;
using Microsoft.Extensions.Logging.Abstractions;
using VideoPipeline.LocalHost.ServiceBus;
using VideoPipeline.Support;

namespace VideoPipeline.Cli.Tests.Messages;

/// <summary>The real broker with the queue of jobs, at the address that the command line finds by itself.</summary>
internal sealed class CliBroker : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly LocalBroker _broker;
    private readonly ServiceBusClient _client;

    private CliBroker(LocalBroker broker, BrokerOptions options)
    {
        (_broker, Options) = (broker, options);
        _client = new ServiceBusClient(broker.ConnectionString);
    }

    public BrokerOptions Options { get; }

    public string ConnectionString => _broker.ConnectionString;

    public static async Task<CliBroker> StartAsync(CliRun cli, TimeSpan? lockDuration = null)
    {
        var options = new BrokerOptions
        {
            DatabasePath = ":memory:",
            Queues = { ["video-jobs"] = new() { LockDuration = lockDuration ?? TimeSpan.FromSeconds(60), DuplicateDetectionWindow = TimeSpan.FromDays(1) } },
        };
        var started = new CliBroker(
            await LocalBroker.StartAsync(options, new IPEndPoint(IPAddress.Loopback, FreePort.Next()), TimeProvider.System, NullLoggerFactory.Instance),
            options);
        cli.Variables["ServiceBus"] = started.ConnectionString;
        return started;
    }

    public async Task<CliBroker> AddAsync(string id, string reason = "invalid_request", string? idempotencyKey = null, string body = "{}")
    {
        var message = new ServiceBusMessage(body) { MessageId = id, Subject = "video", ApplicationProperties = { ["tenant"] = "acme" } };
        if (idempotencyKey is not null)
        {
            message.ApplicationProperties["idempotency_key"] = idempotencyKey;
        }

        await _client.CreateSender("video-jobs").SendMessageAsync(message);
        await using var receiver = _client.CreateReceiver("video-jobs");
        var received = await receiver.ReceiveMessageAsync(Patience);
        await receiver.DeadLetterMessageAsync(received, reason, "prompt: is \"required\"");
        return this;
    }

    /// <summary>What lies in the queue, in order.</summary>
    public async Task<IReadOnlyList<ServiceBusReceivedMessage>> SentAsync() =>
        await _client.CreateReceiver("video-jobs").PeekMessagesAsync(100);

    public async Task<IReadOnlyList<string>> DeadAsync() => [.. (await DeadLetters().PeekMessagesAsync(100)).Select(m => m.MessageId)];

    /// <summary>Dead letters that somebody still holds.</summary>
    public async Task<long> LockedAsync() => (await _broker.Broker.CountAsync("video-jobs/$DeadLetterQueue")).Locked;

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        await _broker.DisposeAsync();
    }

    private ServiceBusReceiver DeadLetters() =>
        _client.CreateReceiver("video-jobs", new ServiceBusReceiverOptions { SubQueue = SubQueue.DeadLetter });
}
