using System.Runtime.Serialization;
using Azure.Messaging.ServiceBus;
using Xunit;

namespace Embedded.Tests.ServiceBus;

public sealed class ClientTests : ListeningTests
{
    private static readonly TimeSpan Briefly = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task Message_arrives_as_it_was_sent()
    {
        var sent = new ServiceBusMessage(BinaryData.FromBytes(new byte[] { 0, 255, 10 }))
        {
            MessageId = "id",
            Subject = "video",
            ContentType = "application/json",
            CorrelationId = "c",
            To = "t",
            ReplyTo = "r",
            SessionId = "s",
            ReplyToSessionId = "rs",
            PartitionKey = "s",
            TimeToLive = TimeSpan.FromMinutes(3),
        };
        var values = new Dictionary<string, object>
        {
            ["string"] = "ä\r\n\"",
            ["bool"] = true,
            ["int"] = 1,
            ["long"] = 2L,
            ["short"] = (short)3,
            ["byte"] = (byte)4,
            ["uint"] = 5u,
            ["ulong"] = ulong.MaxValue,
            ["float"] = 1.5f,
            ["double"] = 2.0,
            ["decimal"] = 1.10m,
            ["char"] = 'x',
            ["guid"] = Guid.NewGuid(),
            ["time"] = new DateTimeOffset(2026, 1, 2, 3, 4, 5, 678, TimeSpan.FromHours(2)),
            ["utc"] = new DateTime(1, DateTimeKind.Utc),
            ["span"] = TimeSpan.FromTicks(123),
            ["uri"] = new Uri("https://example.org/a"),
            ["bytes"] = new byte[] { 1, 2 },
            ["with space"] = 1,
            ["null"] = null!,
            ["sbyte"] = (sbyte)-1,
            ["ushort"] = (ushort)9,
        };
        foreach (var (name, value) in values)
        {
            sent.ApplicationProperties[name] = value;
        }

        await Client.CreateSender("jobs").SendMessageAsync(sent).Soon();
        var received = await Client.CreateReceiver("jobs").ReceiveMessageAsync(Briefly).Soon();

        Assert.Equal(sent.Body.ToArray(), received.Body.ToArray());
        Assert.Equal(("id", "video", "application/json", "c"), (received.MessageId, received.Subject, received.ContentType, received.CorrelationId));
        Assert.Equal(("t", "r", "s", "rs", "s"), (received.To, received.ReplyTo, received.SessionId, received.ReplyToSessionId, received.PartitionKey));
        Assert.Equal(TimeSpan.FromMinutes(3), received.TimeToLive);
        Assert.Equal(Test.Time.GetUtcNow(), received.EnqueuedTime);
        Assert.Equal(Test.Time.GetUtcNow() + TimeSpan.FromMinutes(3), received.ExpiresAt);
        Assert.Equal(values, received.ApplicationProperties);
    }

    [Fact]
    public async Task Receiver_settles_in_every_way()
    {
        await using var sender = Client.CreateSender("jobs");
        await using var receiver = Client.CreateReceiver("jobs");
        await sender.SendMessagesAsync([new("complete"), new("dead"), new("defer"), new("abandon")]).Soon();
        var messages = await receiver.ReceiveMessagesAsync(10, Briefly).Soon();
        Assert.Equal(["complete", "dead", "defer", "abandon"], messages.Select(m => m.Body.ToString()));

        await receiver.CompleteMessageAsync(messages[0]).Soon();
        await receiver.DeadLetterMessageAsync(messages[1], new Dictionary<string, object> { ["n"] = 1L }, "code", "text").Soon();
        await receiver.DeferMessageAsync(messages[2]).Soon();
        await receiver.AbandonMessageAsync(messages[3], new Dictionary<string, object> { ["tried"] = true }).Soon();

        var dead = await Client.CreateReceiver("jobs", new ServiceBusReceiverOptions { SubQueue = SubQueue.DeadLetter })
            .ReceiveMessageAsync(Briefly).Soon();
        Assert.Equal(("code", "text", 1L), (dead.DeadLetterReason, dead.DeadLetterErrorDescription, dead.ApplicationProperties["n"]));
        var deferred = await receiver.ReceiveDeferredMessageAsync(messages[2].SequenceNumber).Soon();
        Assert.Equal(ServiceBusMessageState.Deferred, deferred.State);
        var abandoned = await receiver.ReceiveMessageAsync(Briefly).Soon();
        Assert.Equal((2, true), (abandoned.DeliveryCount, abandoned.ApplicationProperties["tried"]));
        var counts = await Test.Broker.CountAsync("jobs").Soon();
        Assert.Equal((1, 1, 1), (counts.Active, counts.Deferred, counts.DeadLettered));
    }

    [Fact]
    public async Task Renewal_moves_the_lock_of_the_message()
    {
        await Test.SendAsync("a");
        var receiver = Client.CreateReceiver("jobs");
        var message = await receiver.ReceiveMessageAsync(Briefly).Soon();
        Test.Time.Advance(TimeSpan.FromSeconds(30));

        await receiver.RenewMessageLockAsync(message).Soon();

        Assert.Equal(Test.Time.GetUtcNow() + TimeSpan.FromSeconds(60), message.LockedUntil);
        Test.Time.Advance(TimeSpan.FromSeconds(60));
        var lost = await Assert.ThrowsAsync<ServiceBusException>(() => receiver.CompleteMessageAsync(message).Soon());
        Assert.Equal((ServiceBusFailureReason.MessageLockLost, "jobs", false), (lost.Reason, lost.EntityPath, lost.IsTransient));
    }

    [Fact]
    public async Task Receive_and_delete_leaves_nothing_to_settle()
    {
        await Test.SendAsync("a");
        var receiver = Client.CreateReceiver("jobs", new ServiceBusReceiverOptions { ReceiveMode = ServiceBusReceiveMode.ReceiveAndDelete });

        var message = await receiver.ReceiveMessageAsync(Briefly).Soon();

        await Assert.ThrowsAsync<InvalidOperationException>(() => receiver.CompleteMessageAsync(message));
        Assert.Equal(0, (await Test.Broker.CountAsync("jobs").Soon()).Active);
    }

    [Fact]
    public async Task Scheduled_message_comes_at_its_time_unless_cancelled()
    {
        var sender = Client.CreateSender("jobs");
        var at = Test.Time.GetUtcNow() + TimeSpan.FromMilliseconds(90_500);
        await sender.ScheduleMessageAsync(new ServiceBusMessage("kept"), at).Soon();
        var number = await sender.ScheduleMessageAsync(new ServiceBusMessage("cancelled"), at).Soon();
        await sender.CancelScheduledMessageAsync(number).Soon();

        Test.Time.Advance(TimeSpan.FromSeconds(90));
        Assert.Null(await Test.ReceiveAsync());
        Test.Time.Advance(TimeSpan.FromMilliseconds(500));

        Assert.Equal(["kept"], await Test.BodiesAsync());
    }

    [Fact]
    public async Task Peek_walks_on_from_call_to_call()
    {
        for (var i = 0; i < 5; i++)
        {
            await Test.SendAsync($"{i}");
        }

        var receiver = Client.CreateReceiver("jobs");

        Assert.Equal(["0", "1"], (await receiver.PeekMessagesAsync(2).Soon()).Select(m => m.Body.ToString()));
        Assert.Equal("2", (await receiver.PeekMessageAsync().Soon()).Body.ToString());
        Assert.Equal(["0"], (await receiver.PeekMessagesAsync(1, fromSequenceNumber: 0).Soon()).Select(m => m.Body.ToString()));
        var peeked = await receiver.PeekMessageAsync().Soon();
        await Assert.ThrowsAsync<InvalidOperationException>(() => receiver.CompleteMessageAsync(peeked));
    }

    [Fact]
    public async Task Batch_takes_what_fits_and_is_sent_whole()
    {
        var sender = Client.CreateSender("jobs");
        using var batch = await sender.CreateMessageBatchAsync(new CreateMessageBatchOptions { MaxSizeInBytes = 1000 });
        Assert.True(batch.TryAddMessage(new ServiceBusMessage(new byte[400])));
        Assert.True(batch.TryAddMessage(new ServiceBusMessage(new byte[400])));
        Assert.False(batch.TryAddMessage(new ServiceBusMessage(new byte[400])));
        Assert.InRange(batch.SizeInBytes, 800, 1000);

        await sender.SendMessagesAsync(batch).Soon();

        Assert.Equal(2, (await Test.Broker.CountAsync("jobs").Soon()).Active);
        var refused = await Assert.ThrowsAsync<ServiceBusException>(() => sender.SendMessageAsync(new(new byte[300_000])).Soon());
        Assert.Equal(ServiceBusFailureReason.MessageSizeExceeded, refused.Reason);
    }

    [Fact]
    public async Task Full_batch_passes_the_limits_of_the_listener()
    {
        var sender = Client.CreateSender("jobs");
        using var batch = await sender.CreateMessageBatchAsync();
        while (batch.TryAddMessage(new ServiceBusMessage(new byte[1])))
        {
        }

        await sender.SendMessagesAsync(batch).Soon();

        Assert.Equal(batch.Count, (await Test.Broker.CountAsync("jobs").Soon()).Active);
    }

    [Fact]
    public async Task Unknown_entity_is_an_exception_of_its_own()
    {
        var refused = await Assert.ThrowsAsync<ServiceBusException>(() => Client.CreateSender("nothing").SendMessageAsync(new("a")).Soon());

        Assert.Equal((ServiceBusFailureReason.MessagingEntityNotFound, "nothing", false), (refused.Reason, refused.EntityPath, refused.IsTransient));
    }

    [Fact]
    public async Task Nobody_there_is_a_transient_communication_problem()
    {
        var options = new ServiceBusClientOptions { RetryOptions = new() { MaxRetries = 1, Delay = TimeSpan.FromMilliseconds(1) } };
        await using var lonely = new ServiceBusClient("Endpoint=sb://127.0.0.1:1;UseDevelopmentEmulator=true", options);

        var failure = await Assert.ThrowsAsync<ServiceBusException>(() => lonely.CreateSender("jobs").SendMessageAsync(new("a")).Soon());

        Assert.Equal((ServiceBusFailureReason.ServiceCommunicationProblem, true), (failure.Reason, failure.IsTransient));
    }

    [Fact]
    public async Task Real_namespace_is_refused_rather_than_called()
    {
        await using var azure = new ServiceBusClient("Endpoint=sb://name.servicebus.windows.net/;SharedAccessKeyName=k;SharedAccessKey=s=");

        var failure = await Assert.ThrowsAsync<ServiceBusException>(() => azure.CreateSender("jobs").SendMessageAsync(new("a")).Soon());

        Assert.Equal("name.servicebus.windows.net", azure.FullyQualifiedNamespace);
        Assert.False(failure.IsTransient);
    }

    [Fact]
    public async Task Cancelled_receive_is_a_cancelled_task()
    {
        using var cancellation = new CancellationTokenSource();
        var waiting = Client.CreateReceiver("jobs").ReceiveMessageAsync(TimeSpan.FromMinutes(1), cancellation.Token);
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.Soon());
    }

    [Fact]
    public async Task Closed_client_or_sender_does_nothing_more()
    {
        var sender = Client.CreateSender("jobs");
        await sender.CloseAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => sender.SendMessageAsync(new("a")));

        var receiver = Client.CreateReceiver("jobs");
        await Client.DisposeAsync();
        Assert.True(Client.IsClosed);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => receiver.ReceiveMessageAsync());
    }

    [Fact]
    public async Task Unsupported_property_type_is_refused_before_it_is_sent()
    {
        var message = new ServiceBusMessage("a") { ApplicationProperties = { ["list"] = new List<int>() } };

        await Assert.ThrowsAsync<SerializationException>(() => Client.CreateSender("jobs").SendMessageAsync(message));
    }

    [Fact]
    public async Task Processor_completes_what_succeeds_and_abandons_what_throws()
    {
        await Test.SendAsync("good");
        await Test.SendAsync("bad");
        var (handled, failed) = (new TaskCompletionSource<string>(), new TaskCompletionSource<Exception>());
        await using var processor = Client.CreateProcessor("jobs", new ServiceBusProcessorOptions { MaxConcurrentCalls = 2 });
        processor.Clock = Test.Time;
        processor.ProcessMessageAsync += args =>
        {
            var body = args.Message.Body.ToString();
            return body == "bad" ? throw new InvalidOperationException(body) : Task.FromResult(handled.TrySetResult(body));
        };
        processor.ProcessErrorAsync += args => Task.FromResult(failed.TrySetResult(args.Exception));

        await processor.StartProcessingAsync();
        Assert.Equal("good", await handled.Task.Soon());
        Assert.Equal("bad", (await failed.Task.Soon()).Message);
        await Waits.UntilAsync(async () => (await Test.Broker.CountAsync("jobs")).DeadLettered > 0);

        await processor.StopProcessingAsync().Soon();
        Assert.Equal(0, (await Test.Broker.CountAsync("jobs").Soon()).Active);
    }

    [Fact]
    public async Task Processor_wants_both_handlers()
    {
        await using var processor = Client.CreateProcessor("jobs");
        processor.ProcessMessageAsync += _ => Task.CompletedTask;

        await Assert.ThrowsAsync<InvalidOperationException>(() => processor.StartProcessingAsync());
        Assert.Throws<NotSupportedException>(() => processor.ProcessMessageAsync += _ => Task.CompletedTask);
    }
}
