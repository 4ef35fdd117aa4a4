using Azure.Messaging.ServiceBus;
using Xunit;

namespace Embedded.Tests.ServiceBus;

public sealed class MessageTests
{
    [Fact]
    public void Copy_of_a_dead_letter_is_not_dead()
    {
        var dead = ServiceBusModelFactory.ServiceBusReceivedMessage(
            BinaryData.FromString("body"), messageId: "id", subject: "video", correlationId: "c",
            properties: new Dictionary<string, object>
            {
                ["DeadLetterReason"] = "code",
                ["DeadLetterErrorDescription"] = "text",
                ["kept"] = 1,
            });
        Assert.Equal(("code", "text"), (dead.DeadLetterReason, dead.DeadLetterErrorDescription));

        var copy = new ServiceBusMessage(dead);

        Assert.Equal(("body", "id", "video", "c"), (copy.Body.ToString(), copy.MessageId, copy.Subject, copy.CorrelationId));
        Assert.Equal(["kept"], copy.ApplicationProperties.Keys);
    }

    [Fact]
    public void Ids_and_time_to_live_are_checked()
    {
        var message = new ServiceBusMessage("a");

        Assert.Throws<ArgumentOutOfRangeException>(() => message.MessageId = new string('x', 129));
        Assert.Throws<ArgumentOutOfRangeException>(() => message.SessionId = new string('x', 129));
        Assert.Throws<ArgumentOutOfRangeException>(() => message.TimeToLive = TimeSpan.Zero);
        Assert.Equal(TimeSpan.MaxValue, message.TimeToLive);
    }

    [Fact]
    public void Model_factory_makes_what_a_receiver_would_get()
    {
        var token = Guid.NewGuid();
        var time = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        var message = ServiceBusModelFactory.ServiceBusReceivedMessage(
            lockTokenGuid: token, deliveryCount: 4, sequenceNumber: 7, enqueuedTime: time, timeToLive: TimeSpan.FromHours(1),
            serviceBusMessageState: ServiceBusMessageState.Deferred, deadLetterSource: "q");

        Assert.Equal((token.ToString(), 4, 7L, "q"), (message.LockToken, message.DeliveryCount, message.SequenceNumber, message.DeadLetterSource));
        Assert.Equal((time.AddHours(1), ServiceBusMessageState.Deferred), (message.ExpiresAt, message.State));
        Assert.Empty(message.ApplicationProperties);
    }

    [Fact]
    public void Model_factory_makes_batches_for_tests()
    {
        var store = new List<ServiceBusMessage>();
        using var batch = ServiceBusModelFactory.ServiceBusMessageBatch(5, store, tryAddCallback: m => m.Subject == "fits");

        Assert.True(batch.TryAddMessage(new ServiceBusMessage("a") { Subject = "fits" }));
        Assert.False(batch.TryAddMessage(new ServiceBusMessage("b")));
        Assert.Equal((1, 5), (batch.Count, batch.SizeInBytes));
        Assert.Single(store);
    }

    [Theory]
    [InlineData("Endpoint=sb://127.0.0.1:7073;SharedAccessKeyName=n;SharedAccessKey=a=b==;UseDevelopmentEmulator=true", "127.0.0.1", 7073, "a=b==")]
    [InlineData("Endpoint=http://localhost:80/", "localhost", -1, null)]
    [InlineData("endpoint=name.servicebus.windows.net;EntityPath=q", "name.servicebus.windows.net", -1, null)]
    public void Connection_string_is_parsed(string text, string host, int port, string? key)
    {
        var parsed = ServiceBusConnectionStringProperties.Parse(text);

        Assert.Equal((host, host, port, key), (parsed.Endpoint.Host, parsed.FullyQualifiedNamespace, parsed.Endpoint.Port, parsed.SharedAccessKey));
        Assert.Equal("sb", parsed.Endpoint.Scheme);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("=x")]
    [InlineData("Endpoint=sb://")]
    public void Broken_connection_string_is_refused(string text) =>
        Assert.Throws<FormatException>(() => ServiceBusConnectionStringProperties.Parse(text));

    [Fact]
    public void Connection_string_without_endpoint_makes_no_client() =>
        Assert.Throws<ArgumentException>(() => new ServiceBusClient("SharedAccessKey=x"));
}
