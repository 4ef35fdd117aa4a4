using Xunit;
using static LocalHost.ServiceBus.Tests.Broker.TestBroker;

namespace LocalHost.ServiceBus.Tests.Broker;

public sealed class DuplicateTests
{
    [Fact]
    public async Task Duplicate_is_accepted_and_dropped_within_the_window_only()
    {
        await using var test = new TestBroker();
        await test.SendAsync("first", c => c with { MessageId = "x" });
        test.Time.Advance(TimeSpan.FromMinutes(9));
        Assert.Equal(0, await test.SendAsync("second", c => c with { MessageId = "x" }));
        test.Time.Advance(TimeSpan.FromMinutes(1));
        await test.SendAsync("third", c => c with { MessageId = "x" });

        Assert.Equal(["first", "third"], await test.BodiesAsync());
    }

    [Fact]
    public async Task Duplicate_is_dropped_after_completion_and_within_one_batch()
    {
        await using var test = new TestBroker();
        await test.SendAsync("a", c => c with { MessageId = "x" });
        await test.Broker.CompleteAsync(Queue, (await test.ReceiveAsync())!.LockToken).Soon();

        var numbers = await test.SendAllAsync(new() { MessageId = "x" }, new() { MessageId = "y" }, new() { MessageId = "y" });

        Assert.Equal([0, numbers[1], 0], numbers);
        Assert.Single(await test.BodiesAsync());
    }

    [Fact]
    public async Task Messages_without_an_id_are_never_duplicates()
    {
        await using var test = new TestBroker();
        await test.SendAsync("a");
        await test.SendAsync("a");

        var ids = new[] { (await test.ReceiveAsync())!.Content.MessageId, (await test.ReceiveAsync())!.Content.MessageId };
        Assert.Equal(2, ids.Distinct().Count());
    }

    [Fact]
    public async Task Entity_without_a_window_takes_every_message()
    {
        await using var test = new TestBroker();
        await test.SendAsync("a", c => c with { MessageId = "x" }, Topic);
        await test.SendAsync("b", c => c with { MessageId = "x" }, Topic);

        Assert.Equal(["a", "b"], await test.BodiesAsync("events/subscriptions/all"));
    }

    [Fact]
    public async Task Window_survives_a_crash()
    {
        await using var test = new TestBroker();
        await test.SendAsync("a", c => c with { MessageId = "x" });
        test.Crash();
        Assert.Equal(0, await test.SendAsync("b", c => c with { MessageId = "x" }));
        test.Time.Advance(TimeSpan.FromMinutes(10));
        await test.SendAsync("c", c => c with { MessageId = "x" });

        Assert.Equal(["a", "c"], await test.BodiesAsync());
    }
}
