using Xunit;

namespace LocalHost.ServiceBus.Tests.Wire;

public sealed class DotNetConformanceTests : ConformanceTests
{
    private protected override IServiceBusDriver CreateDriver(string connectionString) => new DotNetDriver(connectionString);
}

/// <summary>What users of a real client rely on.</summary>
public abstract class ConformanceTests : IAsyncLifetime
{
    private static readonly TimeSpan Briefly = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan AtOnce = TimeSpan.FromMilliseconds(300);

    private WireBroker broker = null!;
    private IServiceBusDriver driver = null!;

    private protected abstract IServiceBusDriver CreateDriver(string connectionString);

    public async Task InitializeAsync()
    {
        broker = await WireBroker.StartAsync();
        driver = CreateDriver(broker.ConnectionString);
    }

    public async Task DisposeAsync()
    {
        await driver.DisposeAsync();
        await broker.DisposeAsync();
    }

    [Fact]
    public async Task Message_arrives_as_it_was_sent_and_is_gone_when_completed()
    {
        await driver.SendAsync("jobs", false, new Outgoing("ä") { MessageId = "id", Subject = "video", Properties = new() { ["tenant"] = "acme", ["n"] = 5, ["late"] = true } });

        var message = Assert.Single(await driver.ReceiveAsync("jobs", 1, Briefly));
        Assert.Equal(("ä", "id", "video", 1), (message.Body, message.MessageId, message.Subject, message.DeliveryCount));
        Assert.Equal(("acme", "5", "true"), (message.Properties["tenant"], message.Properties["n"], message.Properties["late"].ToLowerInvariant()));
        Assert.InRange(message.LockedUntil - DateTimeOffset.UtcNow, TimeSpan.FromSeconds(50), TimeSpan.FromSeconds(65));

        await driver.SettleAsync("jobs", "complete", message);
        Assert.Equal(0, (await broker.Local.Broker.CountAsync("jobs")).Active);
    }

    [Fact]
    public async Task Batch_is_taken_whole_and_in_order()
    {
        await driver.SendAsync("jobs", true, [.. Enumerable.Range(0, 20).Select(n => new Outgoing($"{n}"))]);

        var messages = await driver.ReceiveAsync("jobs", 20, Briefly);

        Assert.Equal(Enumerable.Range(0, 20).Select(n => $"{n}"), messages.Select(m => m.Body));
    }

    [Fact]
    public async Task Abandoned_message_comes_again_counted_and_after_the_last_delivery_is_dead()
    {
        await driver.SendAsync("jobs", false, new Outgoing("a"));
        for (var delivery = 1; delivery <= 3; delivery++)
        {
            var message = Assert.Single(await driver.ReceiveAsync("jobs", 1, Briefly));
            Assert.Equal(delivery, message.DeliveryCount);
            await driver.SettleAsync("jobs", "abandon", message);
        }

        var dead = Assert.Single(await driver.ReceiveAsync("jobs!", 1, Briefly));
        Assert.Equal(("a", "MaxDeliveryCountExceeded", "1"), (dead.Body, dead.DeadLetterReason, dead.Properties["tried"]));
    }

    [Fact]
    public async Task Dead_letter_carries_reason_and_description()
    {
        await driver.SendAsync("jobs", false, new Outgoing("a"));
        var message = Assert.Single(await driver.ReceiveAsync("jobs", 1, Briefly));

        await driver.SettleAsync("jobs", "deadLetter", message, "invalid_request", "prompt is missing");

        var dead = Assert.Single(await driver.ReceiveAsync("jobs!", 1, Briefly));
        Assert.Equal(("invalid_request", "prompt is missing"), (dead.DeadLetterReason, dead.DeadLetterDescription));
        await driver.SettleAsync("jobs!", "complete", dead);
        Assert.Equal(0, (await broker.Local.Broker.CountAsync("jobs")).DeadLettered);
    }

    [Fact]
    public async Task Deferred_message_is_received_by_its_number_and_settled()
    {
        await driver.SendAsync("jobs", false, new Outgoing("a"));
        var message = Assert.Single(await driver.ReceiveAsync("jobs", 1, Briefly));
        await driver.SettleAsync("jobs", "defer", message);

        var deferred = Assert.Single(await driver.ReceiveDeferredAsync("jobs", message.SequenceNumber));
        Assert.Equal("a", deferred.Body);
        await driver.SettleAsync("jobs", "complete", deferred);
        Assert.Equal(0, (await broker.Local.Broker.CountAsync("jobs")).Deferred);
    }

    [Fact]
    public async Task Renewed_lock_holds_beyond_its_first_end()
    {
        await driver.SendAsync("brief", false, new Outgoing("a"));
        var message = Assert.Single(await driver.ReceiveAsync("brief", 1, Briefly));

        var until = await driver.RenewAsync("brief", message);

        Assert.True(until >= message.LockedUntil);
        await driver.SettleAsync("brief", "complete", message);
        Assert.Empty(await driver.ReceiveAsync("brief", 1, AtOnce));
    }

    [Fact]
    public async Task Peek_shows_and_locks_nothing()
    {
        await driver.SendAsync("jobs", false, new("a"), new("b"), new("c"));

        var peeked = await driver.PeekAsync("jobs", 10);

        Assert.Equal(["a", "b", "c"], peeked.Select(m => m.Body));
        Assert.Equal(["b"], (await driver.PeekAsync("jobs", 1, peeked[1].SequenceNumber)).Select(m => m.Body));
        Assert.Equal(3, (await driver.ReceiveAsync("jobs", 3, Briefly)).Count);
    }

    [Fact]
    public async Task Scheduled_message_comes_at_its_time_unless_cancelled()
    {
        // Far ahead, so that the cancel comes before it however slow this machine is.
        var numbers = await driver.ScheduleAsync("jobs", DateTimeOffset.UtcNow.AddHours(1), new Outgoing("cancelled"));
        await driver.CancelAsync("jobs", numbers[0]);
        Assert.Equal(0, (await broker.Local.Broker.CountAsync("jobs")).Scheduled);

        await driver.ScheduleAsync("jobs", DateTimeOffset.UtcNow.AddSeconds(1), new Outgoing("kept"));

        Assert.Equal("kept", Assert.Single(await driver.ReceiveAsync("jobs", 1, Briefly)).Body);
    }

    [Fact]
    public async Task Expired_message_is_dead_lettered_where_the_queue_says_so()
    {
        await driver.SendAsync("brief", false, new Outgoing("a") { TimeToLiveSeconds = 0.5 });

        var dead = Assert.Single(await driver.ReceiveAsync("brief!", 1, Briefly));
        Assert.Equal("TTLExpiredException", dead.DeadLetterReason);
    }

    [Fact]
    public async Task Duplicate_is_accepted_and_dropped()
    {
        await driver.SendAsync("unique", false, new Outgoing("first") { MessageId = "x" });
        await driver.SendAsync("unique", false, new Outgoing("second") { MessageId = "x" });

        Assert.Equal("first", Assert.Single(await driver.ReceiveAsync("unique", 1, Briefly)).Body);
        Assert.Equal(1, (await broker.Local.Broker.CountAsync("unique")).Active);
    }

    [Fact]
    public async Task Subscriptions_get_what_their_filters_match()
    {
        await driver.SendAsync("events", false, new Outgoing("1") { Properties = new() { ["type"] = "video.failed", ["cost"] = 2 } });
        await driver.SendAsync("events", false, new Outgoing("2") { Subject = "video", Properties = new() { ["tenant"] = "acme" } });
        await driver.SendAsync("events", false, new Outgoing("3") { Properties = new() { ["type"] = "video.failed", ["cost"] = 1 } });

        Assert.Equal(["1", "2", "3"], (await driver.ReceiveAsync("events/all", 3, Briefly)).Select(m => m.Body));
        Assert.Equal("1", Assert.Single(await driver.ReceiveAsync("events/failed", 1, Briefly)).Body);
        Assert.Equal("2", Assert.Single(await driver.ReceiveAsync("events/acme", 1, Briefly)).Body);
        Assert.Equal(1, (await broker.Local.Broker.CountAsync("events/subscriptions/failed")).Active);
    }

    [Fact]
    public async Task Receive_and_delete_leaves_nothing()
    {
        await driver.SendAsync("jobs", false, new("a"), new("b"));

        var messages = await driver.ReceiveAsync("jobs", 2, Briefly, deletes: true);

        Assert.Equal(["a", "b"], messages.Select(m => m.Body));
        await Waits.UntilAsync(async () => (await broker.Local.Broker.CountAsync("jobs")).Active == 0);
    }

    [Fact]
    public async Task Credit_that_was_taken_back_counts_no_delivery()
    {
        Assert.Empty(await driver.ReceiveAsync("jobs", 10, AtOnce));
        await driver.SendAsync("jobs", false, new Outgoing("a"));

        var message = Assert.Single(await driver.ReceiveAsync("jobs", 1, Briefly));

        Assert.Equal(1, message.DeliveryCount);
    }

    [Fact]
    public async Task Processor_without_auto_complete_settles_each_message()
    {
        await driver.SendAsync("jobs", true, [.. Enumerable.Range(0, 30).Select(n => new Outgoing($"{n}"))]);

        var bodies = await driver.ProcessAsync("jobs", 30);

        Assert.Equal(30, bodies.Distinct().Count());
        await Waits.UntilAsync(async () => (await broker.Local.Broker.CountAsync("jobs")).Active == 0);
    }
}
