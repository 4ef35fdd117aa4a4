using Azure.Messaging.ServiceBus;
using Xunit;
using static LocalHost.ServiceBus.Tests.Broker.TestBroker;

namespace LocalHost.ServiceBus.Tests.Broker;

public sealed class DeadLetterTests
{
    [Fact]
    public async Task Explicit_dead_letter_carries_reason_description_and_properties()
    {
        await using var test = new TestBroker();
        await test.SendAsync("a", c => c with { MessageId = "id-1", Subject = "video" });
        var message = (await test.ReceiveAsync())!;

        var extra = new Dictionary<string, object?> { ["code"] = "invalid_prompt" };
        await test.Broker.DeadLetterAsync(Queue, message.LockToken, "invalid_request", "prompt is missing", extra).Soon();

        Assert.Null(await test.ReceiveAsync());
        var dead = (await test.ReceiveAsync(DeadLetters))!;
        Assert.Equal("id-1", dead.Content.MessageId);
        Assert.Equal("video", dead.Content.Subject);
        Assert.Equal("invalid_request", dead.Content.Properties["DeadLetterReason"]);
        Assert.Equal("prompt is missing", dead.Content.Properties["DeadLetterErrorDescription"]);
        Assert.Equal("invalid_prompt", dead.Content.Properties["code"]);
        Assert.Equal(message.SequenceNumber, dead.SequenceNumber);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Message_is_dead_lettered_after_the_last_delivery(bool isAbandoned)
    {
        await using var test = new TestBroker();
        await test.SendAsync("poison");

        for (var delivery = 1; delivery <= 3; delivery++)
        {
            var message = (await test.ReceiveAsync())!;
            Assert.Equal(delivery, message.DeliveryCount);
            if (isAbandoned)
            {
                await test.Broker.AbandonAsync(Queue, message.LockToken).Soon();
            }
            else
            {
                test.Time.Advance(TimeSpan.FromSeconds(60));
            }
        }

        Assert.Null(await test.ReceiveAsync());
        var dead = (await test.ReceiveAsync(DeadLetters))!;
        Assert.Equal("MaxDeliveryCountExceeded", dead.Content.Properties["DeadLetterReason"]);
        Assert.Equal(
            "Message could not be consumed after 3 delivery attempts.", dead.Content.Properties["DeadLetterErrorDescription"]);
    }

    [Fact]
    public async Task Dead_letter_is_delivered_without_limit_and_never_expires()
    {
        await using var test = new TestBroker();
        await test.SendAsync("a", c => c with { TimeToLive = TimeSpan.FromMinutes(1) });
        await test.Broker.DeadLetterAsync(Queue, (await test.ReceiveAsync())!.LockToken, "r", null).Soon();

        for (var delivery = 0; delivery < 20; delivery++)
        {
            await test.Broker.AbandonAsync(DeadLetters, (await test.ReceiveAsync(DeadLetters))!.LockToken).Soon();
        }

        test.Time.Advance(TimeSpan.FromDays(400));
        var dead = (await test.ReceiveAsync(DeadLetters))!;
        await test.Broker.CompleteAsync(DeadLetters, dead.LockToken).Soon();
        Assert.Null(await test.ReceiveAsync(DeadLetters));
    }

    [Fact]
    public async Task Dead_letter_cannot_be_dead_lettered_or_sent_to()
    {
        await using var test = new TestBroker();
        await test.SendAsync("a");
        await test.Broker.DeadLetterAsync(Queue, (await test.ReceiveAsync())!.LockToken, "r", null).Soon();
        var dead = (await test.ReceiveAsync(DeadLetters))!;

        var again = await Assert.ThrowsAsync<ServiceBusException>(
            () => test.Broker.DeadLetterAsync(DeadLetters, dead.LockToken, "r", null).Soon());
        Assert.Equal(ServiceBusFailureReason.GeneralError, again.Reason);
        await Assert.ThrowsAsync<ServiceBusException>(() => test.SendAsync("b", path: DeadLetters));
    }

    [Theory]
    [InlineData("jobs/$deadletterqueue")]
    [InlineData("JOBS/$DeadLetterQueue")]
    public async Task Dead_letter_queue_is_found_in_any_case(string path)
    {
        await using var test = new TestBroker();
        await test.SendAsync("a");
        await test.Broker.DeadLetterAsync(Queue, (await test.ReceiveAsync())!.LockToken, "r", null).Soon();

        Assert.NotNull(await test.ReceiveAsync(path));
    }

    [Fact]
    public async Task Subscription_has_a_dead_letter_queue_of_its_own()
    {
        await using var test = new TestBroker(o => o.Topics[Topic].Subscriptions["second"] = new());
        await test.SendAsync("a", path: Topic);
        var message = (await test.ReceiveAsync("events/Subscriptions/all"))!;

        await test.Broker.DeadLetterAsync("events/subscriptions/all", message.LockToken, "r", null).Soon();

        Assert.NotNull(await test.ReceiveAsync("events/subscriptions/all/$DeadLetterQueue"));
        Assert.Null(await test.ReceiveAsync("events/subscriptions/second/$DeadLetterQueue"));
        Assert.NotNull(await test.ReceiveAsync("events/subscriptions/second"));
    }
}
