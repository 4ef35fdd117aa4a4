using Azure.Messaging.ServiceBus;
using VideoPipeline.LocalHost.ServiceBus.Broker;
using Xunit;
using static LocalHost.ServiceBus.Tests.Broker.TestBroker;

namespace LocalHost.ServiceBus.Tests.Broker;

public sealed class TimeTests
{
    private const string Subscription = "events/subscriptions/all";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Expired_message_is_dropped_or_dead_lettered(bool isDeadLettered)
    {
        await using var test = new TestBroker(o => o.Queues[Queue].DeadLetteringOnMessageExpiration = isDeadLettered);
        await test.SendAsync("a", c => c with { TimeToLive = TimeSpan.FromSeconds(30) });

        test.Time.Advance(TimeSpan.FromSeconds(30));

        Assert.Null(await test.ReceiveAsync());
        var dead = await test.ReceiveAsync(DeadLetters);
        Assert.Equal(isDeadLettered ? "TTLExpiredException" : null, dead?.Content.Properties["DeadLetterReason"]);
    }

    [Fact]
    public async Task Expired_message_can_still_be_completed_under_its_lock_and_is_gone_without()
    {
        await using var test = new TestBroker();
        await test.SendAsync("completed", c => c with { TimeToLive = TimeSpan.FromSeconds(30) });
        await test.SendAsync("abandoned", c => c with { TimeToLive = TimeSpan.FromSeconds(30) });
        var (first, second) = ((await test.ReceiveAsync())!, (await test.ReceiveAsync())!);

        test.Time.Advance(TimeSpan.FromSeconds(40));

        await test.Broker.CompleteAsync(Queue, first.LockToken).Soon();
        await test.Broker.AbandonAsync(Queue, second.LockToken).Soon();
        Assert.Equal(new QueueCounts(0, 0, 0, 0, 0), await test.Broker.CountAsync(Queue).Soon());
    }

    [Fact]
    public async Task Time_to_live_is_at_most_that_of_the_entity()
    {
        await using var test = new TestBroker(o => o.Queues[Queue].DefaultMessageTimeToLive = TimeSpan.FromMinutes(5));
        await test.SendAsync("long", c => c with { TimeToLive = TimeSpan.FromDays(1) });
        await test.SendAsync("default");

        Assert.Equal(TimeSpan.FromMinutes(5), (await test.ReceiveAsync())!.TimeToLive);
        test.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.Null(await test.ReceiveAsync());
    }

    [Fact]
    public async Task Scheduled_message_is_enqueued_at_its_time_behind_what_was_sent_meanwhile()
    {
        await using var test = new TestBroker();
        var at = test.Time.GetUtcNow() + TimeSpan.FromMinutes(1);
        await test.SendAsync("later", c => c with { ScheduledEnqueueTime = at });
        await test.SendAsync("now");
        Assert.Equal(["now"], await test.BodiesAsync());
        await test.SendAsync("meanwhile");

        test.Time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal("meanwhile", Body((await test.ReceiveAsync())!));
        var scheduled = (await test.ReceiveAsync())!;
        Assert.Equal("later", Body(scheduled));
        Assert.Equal(at, scheduled.EnqueuedTime);
    }

    [Fact]
    public async Task Scheduled_message_wakes_a_waiting_receiver_also_through_a_topic()
    {
        await using var test = new TestBroker();
        await test.SendAsync("a", c => c with { ScheduledEnqueueTime = test.Time.GetUtcNow() + TimeSpan.FromMinutes(1) }, Topic);
        var waiting = test.Broker.ReceiveAsync(Subscription, 1, TimeSpan.MaxValue, false, CancellationToken.None);
        await test.BarrierAsync();

        test.Time.Advance(TimeSpan.FromMinutes(1) + TimeSpan.FromMilliseconds(1));

        Assert.Equal("a", Body(Assert.Single(await waiting.Soon())));
        Assert.Equal(0, (await test.Broker.CountAsync(Topic).Soon()).Scheduled);
    }

    [Fact]
    public async Task Scheduled_message_can_be_cancelled_once()
    {
        await using var test = new TestBroker();
        var at = test.Time.GetUtcNow() + TimeSpan.FromMinutes(1);
        var number = await test.SendAsync("a", c => c with { ScheduledEnqueueTime = at });

        await test.Broker.CancelScheduledAsync(Queue, [number]).Soon();

        var again = await Assert.ThrowsAsync<ServiceBusException>(() => test.Broker.CancelScheduledAsync(Queue, [number]).Soon());
        Assert.Equal(ServiceBusFailureReason.MessageNotFound, again.Reason);
        test.Time.Advance(TimeSpan.FromHours(1));
        Assert.Null(await test.ReceiveAsync());
    }

    [Fact]
    public async Task Receive_comes_back_empty_handed_after_its_wait()
    {
        await using var test = new TestBroker();
        var waiting = test.Broker.ReceiveAsync(Queue, 1, TimeSpan.FromSeconds(30), false, CancellationToken.None);
        await test.BarrierAsync();

        test.Time.Advance(TimeSpan.FromSeconds(29));
        await test.BarrierAsync();
        Assert.False(waiting.IsCompleted);
        test.Time.Advance(TimeSpan.FromSeconds(2));

        Assert.Empty(await waiting.Soon());
    }

    [Fact]
    public async Task Cancelled_receive_takes_no_message()
    {
        await using var test = new TestBroker();
        using var cancellation = new CancellationTokenSource();
        var waiting = test.Broker.ReceiveAsync(Queue, 1, TimeSpan.MaxValue, false, cancellation.Token);
        await test.BarrierAsync();

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.Soon());
        await test.SendAsync("a");
        Assert.Equal(1, (await test.ReceiveAsync())!.DeliveryCount);
    }

    [Fact]
    public async Task Receivers_that_wait_are_served_in_their_order()
    {
        await using var test = new TestBroker();
        var first = test.Broker.ReceiveAsync(Queue, 1, TimeSpan.MaxValue, false, CancellationToken.None);
        await test.BarrierAsync();
        var second = test.Broker.ReceiveAsync(Queue, 1, TimeSpan.MaxValue, false, CancellationToken.None);
        await test.BarrierAsync();

        await test.SendAsync("a");
        await test.SendAsync("b");

        Assert.Equal("a", Body(Assert.Single(await first.Soon())));
        Assert.Equal("b", Body(Assert.Single(await second.Soon())));
    }
}
