using System.Globalization;
using Azure.Messaging.ServiceBus;

namespace LocalHost.ServiceBus.Tests.Wire;

/// <summary>Azure.Messaging.ServiceBus.</summary>
internal sealed class DotNetDriver(string connectionString) : IServiceBusDriver
{
    private readonly ServiceBusClient client = new(connectionString, new ServiceBusClientOptions
    {
        RetryOptions = new() { MaxRetries = 10, Delay = TimeSpan.FromMilliseconds(100), MaxDelay = TimeSpan.FromSeconds(1) },
    });

    private readonly Dictionary<(string, bool), ServiceBusReceiver> receivers = [];
    private readonly Dictionary<string, ServiceBusReceivedMessage> received = [];

    public async Task SendAsync(string entity, bool inOneBatch, params Outgoing[] messages)
    {
        await using var sender = client.CreateSender(entity);
        if (!inOneBatch)
        {
            await sender.SendMessagesAsync(messages.Select(Message)).Soon();
            return;
        }

        using var batch = await sender.CreateMessageBatchAsync().AsTask().Soon();
        foreach (var message in messages)
        {
            Xunit.Assert.True(batch.TryAddMessage(Message(message)));
        }

        await sender.SendMessagesAsync(batch).Soon();
    }

    public async Task<IReadOnlyList<long>> ScheduleAsync(string entity, DateTimeOffset time, params Outgoing[] messages)
    {
        await using var sender = client.CreateSender(entity);
        return await sender.ScheduleMessagesAsync(messages.Select(Message), time).Soon();
    }

    public async Task CancelAsync(string entity, params long[] sequenceNumbers)
    {
        await using var sender = client.CreateSender(entity);
        await sender.CancelScheduledMessagesAsync(sequenceNumbers).Soon();
    }

    public async Task<IReadOnlyList<Incoming>> ReceiveAsync(string source, int count, TimeSpan maxWait, bool deletes = false)
    {
        var messages = new List<ServiceBusReceivedMessage>();
        while (messages.Count < count
            && await Receiver(source, deletes).ReceiveMessagesAsync(count - messages.Count, maxWait).Soon() is { Count: > 0 } more)
        {
            messages.AddRange(more);
        }

        return [.. messages.Select(Keep)];
    }

    public async Task<IReadOnlyList<Incoming>> ReceiveDeferredAsync(string source, params long[] sequenceNumbers) =>
        [.. (await Receiver(source).ReceiveDeferredMessagesAsync(sequenceNumbers).Soon()).Select(Keep)];

    public async Task<IReadOnlyList<Incoming>> PeekAsync(string source, int count, long from = 0) =>
        [.. (await Receiver(source).PeekMessagesAsync(count, from).Soon()).Select(Read)];

    public Task SettleAsync(string source, string how, Incoming message, string? reason = null, string? description = null)
    {
        var (receiver, target) = (Receiver(source), received[message.LockToken]);
        return (how switch
        {
            "complete" => receiver.CompleteMessageAsync(target),
            "abandon" => receiver.AbandonMessageAsync(target, new Dictionary<string, object> { ["tried"] = 1 }),
            "defer" => receiver.DeferMessageAsync(target),
            _ => receiver.DeadLetterMessageAsync(target, reason, description),
        }).Soon();
    }

    public async Task<DateTimeOffset> RenewAsync(string source, Incoming message)
    {
        var target = received[message.LockToken];
        await Receiver(source).RenewMessageLockAsync(target).Soon();
        return target.LockedUntil;
    }

    public async Task<IReadOnlyList<string>> ProcessAsync(string source, int count)
    {
        var (bodies, done) = (new List<string>(), new TaskCompletionSource());
        await using var processor = client.CreateProcessor(
            source, new ServiceBusProcessorOptions { AutoCompleteMessages = false, MaxConcurrentCalls = 4 });
        processor.ProcessErrorAsync += args => Task.CompletedTask;
        processor.ProcessMessageAsync += async args =>
        {
            await args.CompleteMessageAsync(args.Message);
            lock (bodies)
            {
                bodies.Add(args.Message.Body.ToString());
                if (bodies.Count == count)
                {
                    done.TrySetResult();
                }
            }
        };
        await processor.StartProcessingAsync();
        await done.Task.Soon();
        await processor.StopProcessingAsync().Soon();
        return bodies;
    }

    public ValueTask DisposeAsync() => client.DisposeAsync();

    private ServiceBusReceiver Receiver(string source, bool deletes = false)
    {
        if (receivers.TryGetValue((source, deletes), out var known))
        {
            return known;
        }

        var options = new ServiceBusReceiverOptions
        {
            ReceiveMode = deletes ? ServiceBusReceiveMode.ReceiveAndDelete : ServiceBusReceiveMode.PeekLock,
            SubQueue = source.EndsWith('!') ? SubQueue.DeadLetter : SubQueue.None,
        };
        var names = source.TrimEnd('!').Split('/');
        return receivers[(source, deletes)] = names.Length == 2
            ? client.CreateReceiver(names[0], names[1], options)
            : client.CreateReceiver(names[0], options);
    }

    private Incoming Keep(ServiceBusReceivedMessage message)
    {
        received[message.LockToken] = message;
        return Read(message);
    }

    private static Incoming Read(ServiceBusReceivedMessage m) => new(
        m.Body.ToString(), m.MessageId, m.Subject, m.LockToken, m.SequenceNumber, m.DeliveryCount,
        m.State == ServiceBusMessageState.Active && m.LockToken != Guid.Empty.ToString() ? m.LockedUntil : default,
        m.DeadLetterReason, m.DeadLetterErrorDescription,
        m.ApplicationProperties.ToDictionary(p => p.Key, p => Convert.ToString(p.Value, CultureInfo.InvariantCulture)!));

    private static ServiceBusMessage Message(Outgoing message)
    {
        var sent = new ServiceBusMessage(message.Body) { Subject = message.Subject };
        if (message.MessageId is { } id)
        {
            sent.MessageId = id;
        }

        if (message.TimeToLiveSeconds is { } seconds)
        {
            sent.TimeToLive = TimeSpan.FromSeconds(seconds);
        }

        foreach (var (name, value) in message.Properties ?? [])
        {
            sent.ApplicationProperties[name] = value;
        }

        return sent;
    }
}
