using Azure.Messaging.ServiceBus;
using VideoPipeline.LocalHost.ServiceBus.Broker;
using Xunit;
using static LocalHost.ServiceBus.Tests.Broker.TestBroker;

namespace LocalHost.ServiceBus.Tests.Broker;

public sealed class LockTests
{
    private static readonly TimeSpan LockDuration = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Message_is_hidden_while_locked_and_gone_when_completed()
    {
        await using var test = new TestBroker();
        await test.SendAsync("a");

        var message = (await test.ReceiveAsync())!;
        Assert.Equal(1, message.DeliveryCount);
        Assert.Equal(test.Time.GetUtcNow() + LockDuration, message.LockedUntil);
        Assert.Null(await test.ReceiveAsync());

        await test.Broker.CompleteAsync(Queue, message.LockToken).Soon();
        test.Time.Advance(LockDuration * 2);
        Assert.Null(await test.ReceiveAsync());
    }

    [Fact]
    public async Task Message_comes_back_with_its_count_when_the_lock_expires()
    {
        await using var test = new TestBroker();
        await test.SendAsync("a");
        var first = (await test.ReceiveAsync())!;

        test.Time.Advance(LockDuration - TimeSpan.FromMilliseconds(1));
        Assert.Null(await test.ReceiveAsync());
        test.Time.Advance(TimeSpan.FromMilliseconds(1));
        var second = (await test.ReceiveAsync())!;

        Assert.Equal(2, second.DeliveryCount);
        Assert.Equal(first.SequenceNumber, second.SequenceNumber);
        Assert.NotEqual(first.LockToken, second.LockToken);
    }

    [Fact]
    public async Task Waiting_receiver_is_woken_by_an_expired_lock()
    {
        await using var test = new TestBroker();
        await test.SendAsync("a");
        await test.ReceiveAsync();
        var waiting = test.Broker.ReceiveAsync(Queue, 1, TimeSpan.MaxValue, false, CancellationToken.None);
        await test.BarrierAsync();
        Assert.False(waiting.IsCompleted);

        test.Time.Advance(LockDuration + TimeSpan.FromMilliseconds(1));

        Assert.Equal(2, Assert.Single(await waiting.Soon()).DeliveryCount);
    }

    [Fact]
    public async Task Renewal_extends_the_lock_from_now()
    {
        await using var test = new TestBroker();
        await test.SendAsync("a");
        var message = (await test.ReceiveAsync())!;

        test.Time.Advance(LockDuration * 0.9);
        var until = await test.Broker.RenewAsync(Queue, message.LockToken).Soon();
        Assert.Equal(test.Time.GetUtcNow() + LockDuration, until);

        test.Time.Advance(LockDuration * 0.9);
        Assert.Null(await test.ReceiveAsync());
        await test.Broker.CompleteAsync(Queue, message.LockToken).Soon();
    }

    [Theory]
    [InlineData("complete")]
    [InlineData("abandon")]
    [InlineData("defer")]
    [InlineData("dead-letter")]
    [InlineData("renew")]
    [InlineData("take back")]
    public async Task Settlement_is_refused_when_the_lock_has_expired(string settlement)
    {
        await using var test = new TestBroker();
        await test.SendAsync(settlement);
        var message = (await test.ReceiveAsync())!;
        test.Time.Advance(LockDuration);

        var refusal = await Assert.ThrowsAsync<ServiceBusException>(() => SettleAsync(test.Broker, settlement, message.LockToken).Soon());

        Assert.Equal(ServiceBusFailureReason.MessageLockLost, refusal.Reason);
        Assert.Equal(settlement, Body((await test.ReceiveAsync())!));
    }

    [Theory]
    [InlineData("complete")]
    [InlineData("abandon")]
    [InlineData("defer")]
    [InlineData("dead-letter")]
    [InlineData("renew")]
    [InlineData("take back")]
    public async Task Settlement_is_refused_when_the_message_is_settled_already(string settlement)
    {
        await using var test = new TestBroker();
        await test.SendAsync(settlement);
        var message = (await test.ReceiveAsync())!;
        await test.Broker.CompleteAsync(Queue, message.LockToken).Soon();

        var refusal = await Assert.ThrowsAsync<ServiceBusException>(() => SettleAsync(test.Broker, settlement, message.LockToken).Soon());

        Assert.Equal(ServiceBusFailureReason.MessageLockLost, refusal.Reason);
    }

    [Fact]
    public async Task Abandoned_message_is_next_again_with_the_changed_properties()
    {
        await using var test = new TestBroker();
        await test.SendAsync("a", c => c with { Properties = new Dictionary<string, object?> { ["kept"] = 1, ["tries"] = 0 } });
        await test.SendAsync("b");
        var message = (await test.ReceiveAsync())!;

        await test.Broker.AbandonAsync(Queue, message.LockToken, new Dictionary<string, object?> { ["tries"] = 1 }).Soon();

        var again = (await test.ReceiveAsync())!;
        Assert.Equal("a", Body(again));
        Assert.Equal(2, again.DeliveryCount);
        Assert.Equal(1, again.Content.Properties["kept"]);
        Assert.Equal(1, again.Content.Properties["tries"]);
    }

    [Fact]
    public async Task Message_taken_back_does_not_count_as_delivered()
    {
        await using var test = new TestBroker();
        await test.SendAsync("a");

        for (var i = 0; i < 10; i++)
        {
            var message = (await test.ReceiveAsync())!;
            Assert.Equal(1, message.DeliveryCount);
            await test.Broker.TakeBackAsync(Queue, message.LockToken).Soon();
        }
    }

    [Fact]
    public async Task Deferred_message_is_received_by_number_only_and_returns_to_deferred()
    {
        await using var test = new TestBroker();
        var number = await test.SendAsync("a");
        await test.Broker.DeferAsync(Queue, (await test.ReceiveAsync())!.LockToken).Soon();
        Assert.Null(await test.ReceiveAsync());

        var deferred = Assert.Single(await test.Broker.ReceiveDeferredAsync(Queue, [number], deletesOnReceipt: false).Soon());
        Assert.Equal(MessageState.Deferred, deferred.State);
        var locked = await Assert.ThrowsAsync<ServiceBusException>(
            () => test.Broker.ReceiveDeferredAsync(Queue, [number], deletesOnReceipt: false).Soon());
        Assert.Equal(ServiceBusFailureReason.MessageNotFound, locked.Reason);

        test.Time.Advance(LockDuration);
        Assert.Null(await test.ReceiveAsync());
        var again = Assert.Single(await test.Broker.ReceiveDeferredAsync(Queue, [number], deletesOnReceipt: false).Soon());
        await test.Broker.CompleteAsync(Queue, again.LockToken).Soon();
        Assert.Equal(new QueueCounts(0, 0, 0, 0, 0), await test.Broker.CountAsync(Queue).Soon());
    }

    private static Task SettleAsync(ServiceBusBroker broker, string settlement, Guid lockToken) => settlement switch
    {
        "complete" => broker.CompleteAsync(Queue, lockToken),
        "abandon" => broker.AbandonAsync(Queue, lockToken),
        "defer" => broker.DeferAsync(Queue, lockToken),
        "dead-letter" => broker.DeadLetterAsync(Queue, lockToken, "r", "d"),
        "renew" => broker.RenewAsync(Queue, lockToken),
        _ => broker.TakeBackAsync(Queue, lockToken),
    };
}
