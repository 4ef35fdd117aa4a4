using Azure.Messaging.ServiceBus;
using VideoPipeline.LocalHost.ServiceBus.Broker;
using Xunit;
using static LocalHost.ServiceBus.Tests.Broker.TestBroker;

namespace LocalHost.ServiceBus.Tests.Broker;

public sealed class TopicTests
{
    [Fact]
    public async Task Every_subscription_gets_a_copy_of_what_its_filters_match()
    {
        await using var test = new TestBroker(o =>
        {
            o.Topics[Topic].Subscriptions["failed"] = new() { SqlFilters = { "type = 'video.failed'" } };
            o.Topics[Topic].Subscriptions["acme"] = new() { CorrelationFilters = { new() { ["meta_tenant"] = "acme" } } };
            o.Topics[Topic].Subscriptions["either"] = new()
            {
                SqlFilters = { "type = 'video.failed'" },
                CorrelationFilters = { new() { ["meta_tenant"] = "acme" } },
            };
        });
        await test.SendAsync("1", c => c with { Properties = Properties(("type", "video.failed"), ("meta_tenant", "other")) }, Topic);
        await test.SendAsync("2", c => c with { Properties = Properties(("type", "video.succeeded"), ("meta_tenant", "acme")) }, Topic);
        await test.SendAsync("3", path: Topic);

        Assert.Equal(["1", "2", "3"], await test.BodiesAsync("events/subscriptions/all"));
        Assert.Equal(["1"], await test.BodiesAsync("events/subscriptions/failed"));
        Assert.Equal(["2"], await test.BodiesAsync("events/subscriptions/acme"));
        Assert.Equal(["1", "2"], await test.BodiesAsync("events/subscriptions/either"));
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("events/subscriptions/nobody")]
    [InlineData("events/all")]
    [InlineData("jobs/$DeadLetterQueue/$DeadLetterQueue")]
    public async Task Unknown_entity_is_not_found(string path)
    {
        await using var test = new TestBroker();

        var send = await Assert.ThrowsAsync<ServiceBusException>(() => test.SendAsync("a", path: path));
        var receive = await Assert.ThrowsAsync<ServiceBusException>(() => test.ReceiveAsync(path));

        Assert.Equal(ServiceBusFailureReason.MessagingEntityNotFound, send.Reason);
        Assert.Equal(ServiceBusFailureReason.MessagingEntityNotFound, receive.Reason);
    }

    [Fact]
    public async Task Topic_is_not_received_from_and_subscription_not_sent_to()
    {
        await using var test = new TestBroker();

        var receive = await Assert.ThrowsAsync<ServiceBusException>(() => test.ReceiveAsync(Topic));
        var send = await Assert.ThrowsAsync<ServiceBusException>(() => test.SendAsync("a", path: "events/subscriptions/all"));

        Assert.Equal(ServiceBusFailureReason.GeneralError, receive.Reason);
        Assert.Equal(ServiceBusFailureReason.GeneralError, send.Reason);
    }

    [Fact]
    public async Task Message_or_batch_over_the_limit_is_refused_whole()
    {
        await using var test = new TestBroker(o => o.MaxMessageBytes = 1000);
        var content = new Sent { Body = new byte[600] };

        var one = await Assert.ThrowsAsync<ServiceBusException>(() => test.SendAllAsync(new Sent { Body = new byte[1001] }));
        var batch = await Assert.ThrowsAsync<ServiceBusException>(() => test.SendAllAsync(content, content));

        Assert.Equal(ServiceBusFailureReason.MessageSizeExceeded, one.Reason);
        Assert.Equal(ServiceBusFailureReason.MessageSizeExceeded, batch.Reason);
        Assert.Empty(await test.BodiesAsync());
    }

    [Fact]
    public async Task Peek_shows_all_states_in_order_and_locks_nothing()
    {
        await using var test = new TestBroker();
        await test.SendAsync("a");
        await test.SendAsync("b", c => c with { ScheduledEnqueueTime = test.Time.GetUtcNow() + TimeSpan.FromHours(1) });
        var last = await test.SendAsync("c");
        await test.ReceiveAsync();

        var all = await test.Broker.PeekAsync(Queue, 0, 10).Soon();

        Assert.Equal(["a", "b", "c"], all.Select(Body));
        Assert.All(all, message => Assert.Equal(Guid.Empty, message.LockToken));
        Assert.Equal([MessageState.Active, MessageState.Scheduled, MessageState.Active], all.Select(m => m.State));
        Assert.Equal("c", Body(Assert.Single(await test.Broker.PeekAsync(Queue, last, 10).Soon())));
        Assert.Empty(await test.Broker.PeekAsync(Queue, last + 1, 10).Soon());
        Assert.Equal("c", Body((await test.ReceiveAsync())!));
    }

    private static Dictionary<string, object?> Properties(params (string Name, object? Value)[] properties) =>
        properties.ToDictionary(p => p.Name, p => p.Value);
}
