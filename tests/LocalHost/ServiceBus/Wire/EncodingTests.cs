using Azure.Core.Amqp;
using Azure.Messaging.ServiceBus;
using VideoPipeline.LocalHost.ServiceBus.Broker;
using Xunit;

namespace LocalHost.ServiceBus.Tests.Wire;

/// <summary>Nothing of a message is lost on its way through the broker, whatever its body and properties are made of.</summary>
public sealed class EncodingTests : IAsyncLifetime
{
    private static readonly TimeSpan Briefly = TimeSpan.FromSeconds(10);

    private WireBroker broker = null!;

    public async Task InitializeAsync() => broker = await WireBroker.StartAsync();

    public async Task DisposeAsync() => await broker.DisposeAsync();

    [Fact]
    public async Task Every_property_comes_back_with_its_type()
    {
        var sent = new ServiceBusMessage(BinaryData.FromBytes(new byte[] { 0, 255, 10 }))
        {
            MessageId = "id",
            Subject = "video",
            ContentType = "application/json; charset=utf-16",
            CorrelationId = "c",
            To = "t",
            ReplyTo = "r",
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
            ["time"] = new DateTimeOffset(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero),
            ["span"] = TimeSpan.FromTicks(123),
            ["uri"] = new Uri("https://example.org/a"),
            ["null"] = null!,
            ["sbyte"] = (sbyte)-1,
            ["ushort"] = (ushort)9,
        };
        foreach (var (name, value) in values)
        {
            sent.ApplicationProperties[name] = value;
        }

        var received = await SendAndReceiveAsync(sent);

        Assert.Equal(sent.Body.ToArray(), received.Body.ToArray());
        Assert.Equal(("id", "video", "application/json; charset=utf-16", "c"), (received.MessageId, received.Subject, received.ContentType, received.CorrelationId));
        Assert.Equal(("t", "r", TimeSpan.FromMinutes(3)), (received.To, received.ReplyTo, received.TimeToLive));
        Assert.Equal(values, received.ApplicationProperties);
    }

    [Fact]
    public async Task Body_that_is_a_value_or_a_sequence_stays_one()
    {
        var value = new ServiceBusMessage();
        value.GetRawAmqpMessage().Body = AmqpMessageBody.FromValue("text");
        var sequence = new ServiceBusMessage();
        sequence.GetRawAmqpMessage().Body = AmqpMessageBody.FromSequence([[1, "two"]]);

        (await SendAndReceiveAsync(value)).GetRawAmqpMessage().Body.TryGetValue(out var text);
        (await SendAndReceiveAsync(sequence)).GetRawAmqpMessage().Body.TryGetSequence(out var lists);

        Assert.Equal("text", text);
        Assert.Equal([1, "two"], lists!.Single());
    }

    [Fact]
    public async Task Large_message_and_empty_one_arrive_and_one_over_the_limit_is_refused()
    {
        Assert.Equal(200_000, (await SendAndReceiveAsync(new ServiceBusMessage(new byte[200_000]))).Body.ToMemory().Length);
        Assert.Equal(0, (await SendAndReceiveAsync(new ServiceBusMessage())).Body.ToMemory().Length);

        var refusal = await Assert.ThrowsAsync<ServiceBusException>(() => SendAndReceiveAsync(new ServiceBusMessage(new byte[300_000])));
        Assert.Equal(ServiceBusFailureReason.MessageSizeExceeded, refusal.Reason);
    }

    [Fact]
    public async Task Missing_entity_is_one_clear_refusal()
    {
        await using var client = new ServiceBusClient(broker.ConnectionString);

        var send = await Assert.ThrowsAsync<ServiceBusException>(() => client.CreateSender("nothing").SendMessageAsync(new("a")));
        var receive = await Assert.ThrowsAsync<ServiceBusException>(() => client.CreateReceiver("events", "nobody").ReceiveMessageAsync(Briefly));

        Assert.Equal(ServiceBusFailureReason.MessagingEntityNotFound, send.Reason);
        Assert.Equal(ServiceBusFailureReason.MessagingEntityNotFound, receive.Reason);
        Assert.Contains("'nothing' could not be found", send.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lost_lock_is_said_to_be_lost()
    {
        await using var client = new ServiceBusClient(broker.ConnectionString);
        await client.CreateSender("brief").SendMessageAsync(new("a"));
        var receiver = client.CreateReceiver("brief");
        var first = await receiver.ReceiveMessageAsync(Briefly);
        var second = await receiver.ReceiveMessageAsync(Briefly);

        var refusal = await Assert.ThrowsAsync<ServiceBusException>(() => receiver.CompleteMessageAsync(first));

        Assert.Equal((ServiceBusFailureReason.MessageLockLost, 2), (refusal.Reason, second.DeliveryCount));
    }

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("0053")]
    [InlineData("005375a005")]
    [InlineData("005375b0ffffffff")]
    [InlineData("0053754102")]
    [InlineData("0053ff40")]
    [InlineData("005375a00141005370c00100")]
    [InlineData("005373a10141")]
    [InlineData("000000000000000000000000000000000000000000000000000000000000000000000000000000000000")]
    public void Bytes_that_are_no_message_are_refused_as_such(string hex)
    {
        var bytes = Convert.FromHexString(hex);
        if (bytes.Length == 0)
        {
            Assert.Equal(0, BrokeredContent.Decode(bytes).Sections.Body.Length);
            return;
        }

        Assert.Throws<FormatException>(() => BrokeredContent.Decode(bytes).Checked());
    }

    private async Task<ServiceBusReceivedMessage> SendAndReceiveAsync(ServiceBusMessage message)
    {
        await using var client = new ServiceBusClient(broker.ConnectionString);
        await client.CreateSender("jobs").SendMessageAsync(message).Soon();
        var receiver = client.CreateReceiver("jobs");
        var received = await receiver.ReceiveMessageAsync(Briefly).Soon();
        await receiver.CompleteMessageAsync(received).Soon();
        return received;
    }
}
