using Microsoft.Extensions.Logging.Abstractions;
using VideoPipeline.LocalHost.ServiceBus.Broker;
using Xunit;
using static LocalHost.ServiceBus.Tests.Broker.TestBroker;

namespace LocalHost.ServiceBus.Tests.Broker;

public sealed class DurabilityTests
{
    [Fact]
    public async Task Everything_is_there_again_after_a_crash()
    {
        await using var test = new TestBroker();
        var at = test.Time.GetUtcNow() + TimeSpan.FromHours(1);
        await test.SendAsync("dead");
        await test.Broker.DeadLetterAsync(Queue, (await test.ReceiveAsync())!.LockToken, "r", "d").Soon();
        var deferred = await test.SendAsync("deferred");
        await test.Broker.DeferAsync(Queue, (await test.ReceiveAsync())!.LockToken).Soon();
        await test.SendAsync("scheduled", c => c with { ScheduledEnqueueTime = at });
        await test.SendAsync("locked");
        var locked = (await test.ReceiveAsync())!;
        await test.SendAsync("active", c => c with { Subject = "s", Properties = new Dictionary<string, object?> { ["n"] = 5L } });
        await test.SendAsync("done");

        test.Crash();

        Assert.Equal(new QueueCounts(3, 1, 1, 1, 1), await test.Broker.CountAsync(Queue).Soon());
        var active = (await test.ReceiveAsync())!;
        Assert.Equal(("active", "s", 5L), (Body(active), active.Content.Subject, active.Content.Properties["n"]));
        Assert.Equal("deferred", Body(Assert.Single(await test.Broker.ReceiveDeferredAsync(Queue, [deferred], true).Soon())));
        Assert.Equal("dead", Body((await test.ReceiveAsync(DeadLetters))!));
        Assert.Equal("locked", Body(locked));
    }

    [Fact]
    public async Task Locked_message_comes_back_after_a_crash_when_its_lock_expires()
    {
        await using var test = new TestBroker();
        await test.SendAsync("a");
        await test.ReceiveAsync();
        test.Time.Advance(TimeSpan.FromSeconds(20));

        test.Crash();

        Assert.Null(await test.ReceiveAsync());
        test.Time.Advance(TimeSpan.FromSeconds(40));
        Assert.Equal(2, (await test.ReceiveAsync())!.DeliveryCount);
    }

    [Fact]
    public async Task Lock_taken_before_a_crash_settles_after_it()
    {
        await using var test = new TestBroker();
        await test.SendAsync("a");
        var message = (await test.ReceiveAsync())!;

        test.Crash();
        await test.Broker.CompleteAsync(Queue, message.LockToken).Soon();
        test.Crash();

        Assert.Equal(new QueueCounts(0, 0, 0, 0, 0), await test.Broker.CountAsync(Queue).Soon());
    }

    [Fact]
    public async Task Deliveries_that_end_in_crashes_count()
    {
        await using var test = new TestBroker();
        await test.SendAsync("kills the host");

        for (var delivery = 1; delivery <= 3; delivery++)
        {
            Assert.Equal(delivery, (await test.ReceiveAsync())!.DeliveryCount);
            test.Crash();
            test.Time.Advance(TimeSpan.FromSeconds(60));
        }

        Assert.Null(await test.ReceiveAsync());
        Assert.NotNull(await test.ReceiveAsync(DeadLetters));
    }

    [Fact]
    public async Task What_fell_due_while_nobody_ran_happens_at_the_start()
    {
        await using var test = new TestBroker();
        await test.SendAsync("scheduled", c => c with { ScheduledEnqueueTime = test.Time.GetUtcNow() + TimeSpan.FromMinutes(5) });
        await test.SendAsync("expiring", c => c with { TimeToLive = TimeSpan.FromMinutes(5) });
        await test.Broker.DisposeAsync();
        test.Time.Advance(TimeSpan.FromMinutes(6));

        await test.ReopenAsync();

        Assert.Equal(["scheduled"], await test.BodiesAsync());
    }

    [Fact]
    public async Task Sequence_numbers_go_on_after_a_restart_of_an_empty_queue()
    {
        await using var test = new TestBroker();
        var before = await test.SendAsync("a");
        await test.BodiesAsync();

        await test.ReopenAsync();

        Assert.True(await test.SendAsync("b") > before);
    }

    [Fact]
    public async Task Messages_of_an_entity_taken_out_of_the_configuration_wait_for_it()
    {
        await using var test = new TestBroker(o => o.Queues["extra"] = new());
        await test.SendAsync("a", path: "extra");
        test.Options.Queues.Remove("extra", out var extra);
        await test.ReopenAsync();
        await test.SendAsync("b");
        test.Options.Queues.Add("extra", extra!);
        await test.ReopenAsync();

        Assert.Equal(["a"], await test.BodiesAsync("extra"));
    }

    [Fact]
    public async Task Second_broker_on_the_same_file_is_refused()
    {
        await using var test = new TestBroker();

        var failure = Assert.Throws<InvalidOperationException>(
            () => new ServiceBusBroker(test.Options, test.Time, NullLogger<ServiceBusBroker>.Instance));

        Assert.Contains("in use", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Writer_of_another_connection_to_the_file_is_waited_for()
    {
        await using var test = new TestBroker();
        Task<long> sending;
        using (StoreFault.Lock(test.Options.DatabasePath))
        {
            sending = test.SendAsync("a");
            Assert.False(sending.IsCompleted);
        }

        Assert.Equal(1, await sending);
    }

    [Fact]
    public async Task Failed_commit_is_told_to_the_callers_and_changes_nothing()
    {
        await using var test = new TestBroker();
        await test.SendAsync("before");
        using (StoreFault.Block(test.Options.DatabasePath))
        {
            var failure = await Assert.ThrowsAsync<Azure.Messaging.ServiceBus.ServiceBusException>(() => test.SendAsync("lost"));
            Assert.True(failure.IsTransient);
        }

        await test.SendAsync("after");

        Assert.Equal(["before", "after"], await test.BodiesAsync());
    }
}
