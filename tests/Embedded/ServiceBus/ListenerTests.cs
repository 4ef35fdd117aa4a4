using System.Collections.Concurrent;
using Azure.Messaging.ServiceBus;
using Microsoft.Extensions.Logging.Abstractions;
using VideoPipeline.Embedded.ServiceBus.Broker;
using VideoPipeline.Embedded.ServiceBus.Trigger;
using Xunit;
using static Embedded.Tests.ServiceBus.TestBroker;

namespace Embedded.Tests.ServiceBus;

public sealed class ListenerTests
{
    [Fact]
    public async Task Message_is_completed_after_the_function_when_asked_for()
    {
        await using var test = new TestBroker();
        var handled = new TaskCompletionSource();
        await using var listener = await ListenAsync(test, new(), (_, _, _) => Task.FromResult(handled.TrySetResult()));
        await test.SendAsync("a");

        await handled.Task.Soon();
        await listener.StopAsync(CancellationToken.None).Soon();

        Assert.Equal(new QueueCounts(0, 0, 0, 0, 0), await test.Broker.CountAsync(Queue).Soon());
    }

    [Fact]
    public async Task Message_left_unsettled_without_auto_completion_comes_back_after_its_lock()
    {
        await using var test = new TestBroker();
        var handled = new TaskCompletionSource();
        await using var listener = await ListenAsync(
            test, new() { AutoCompleteMessages = false }, (_, _, _) => Task.FromResult(handled.TrySetResult()));
        await test.SendAsync("a");

        await handled.Task.Soon();
        await listener.StopAsync(CancellationToken.None).Soon();

        Assert.Equal(1, (await test.Broker.CountAsync(Queue).Soon()).Locked);
        test.Time.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(2, (await test.ReceiveAsync())!.DeliveryCount);
    }

    [Fact]
    public async Task Function_that_throws_abandons_until_the_message_is_dead()
    {
        await using var test = new TestBroker();
        var counts = new ConcurrentQueue<int>();
        var last = new TaskCompletionSource();
        await using var listener = await ListenAsync(test, new() { AutoCompleteMessages = false }, (message, _, _) =>
        {
            counts.Enqueue(message.DeliveryCount);
            _ = message.DeliveryCount == 3 && last.TrySetResult();
            throw new InvalidOperationException("no");
        });
        await test.SendAsync("a");

        await last.Task.Soon();
        await listener.StopAsync(CancellationToken.None).Soon();

        Assert.Equal([1, 2, 3], counts);
        Assert.Equal(1, (await test.Broker.CountAsync(Queue).Soon()).DeadLettered);
    }

    [Fact]
    public async Task Function_settles_for_itself()
    {
        await using var test = new TestBroker();
        var handled = new CountdownEvent(3);
        await using var listener = await ListenAsync(test, new(), async (message, actions, cancellationToken) =>
        {
            switch (message.Body.ToString())
            {
                case "dead": await actions.DeadLetterMessageAsync(message, null, "code", "text", cancellationToken); break;
                case "defer": await actions.DeferMessageAsync(message, null, cancellationToken); break;
                default: await actions.CompleteMessageAsync(message, cancellationToken); break;
            }

            handled.Signal();
        });
        await test.SendAsync("dead");
        await test.SendAsync("defer");
        await test.SendAsync("complete");

        await Task.Run(() => handled.Wait(TimeSpan.FromSeconds(20))).Soon();
        await listener.StopAsync(CancellationToken.None).Soon();

        Assert.Equal(new QueueCounts(0, 0, 1, 0, 1), await test.Broker.CountAsync(Queue).Soon());
    }

    [Fact]
    public async Task Function_that_throws_after_settling_changes_nothing()
    {
        await using var test = new TestBroker();
        var handled = new TaskCompletionSource();
        await using var listener = await ListenAsync(test, new(), async (message, actions, cancellationToken) =>
        {
            await actions.CompleteMessageAsync(message, cancellationToken);
            handled.SetResult();
            throw new InvalidOperationException("late");
        });
        await test.SendAsync("a");

        await handled.Task.Soon();
        await listener.StopAsync(CancellationToken.None).Soon();

        Assert.Equal(new QueueCounts(0, 0, 0, 0, 0), await test.Broker.CountAsync(Queue).Soon());
    }

    [Fact]
    public async Task Lock_is_renewed_while_the_function_runs()
    {
        await using var test = new TestBroker();
        var (started, finish) = (new TaskCompletionSource<ServiceBusReceivedMessage>(), new TaskCompletionSource());
        await using var listener = await ListenAsync(test, new() { MaxAutoLockRenewalDuration = TimeSpan.FromMinutes(30) }, async (message, _, _) =>
        {
            started.SetResult(message);
            await finish.Task.Soon();
        });
        await test.SendAsync("a");
        var message = await started.Task.Soon();

        for (var minute = 0; minute < 10; minute++)
        {
            var renewal = message.LockedUntil - TimeSpan.FromSeconds(10);
            await Waits.UntilAsync(() => Task.FromResult(test.Time.IsTimerDue(renewal)));
            test.Time.Advance(TimeSpan.FromSeconds(50));
            await Waits.UntilAsync(() => Task.FromResult(message.LockedUntil == renewal + TimeSpan.FromSeconds(60)));
        }

        finish.SetResult();
        await listener.StopAsync(CancellationToken.None).Soon();
        Assert.Equal(new QueueCounts(0, 0, 0, 0, 0), await test.Broker.CountAsync(Queue).Soon());
    }

    [Fact]
    public async Task Lock_is_not_renewed_beyond_the_limit()
    {
        await using var test = new TestBroker();
        var (deliveries, finish) = (new ConcurrentQueue<int>(), new TaskCompletionSource());
        var (first, second) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var listener = await ListenAsync(test, new() { MaxAutoLockRenewalDuration = TimeSpan.Zero }, async (message, _, _) =>
        {
            (message.DeliveryCount == 1 ? first : second).SetResult();
            await finish.Task.Soon();
        });
        await test.SendAsync("a");
        await first.Task.Soon();
        await test.BarrierAsync();

        test.Time.Advance(TimeSpan.FromSeconds(61));

        await second.Task.Soon();
        finish.SetResult();
    }

    [Fact]
    public async Task No_more_functions_run_than_allowed()
    {
        await using var test = new TestBroker();
        var (running, most, done) = (0, 0, new CountdownEvent(50));
        await using var listener = await ListenAsync(test, new() { MaxConcurrentCalls = 4, PrefetchCount = 10 }, async (_, _, _) =>
        {
            var now = Interlocked.Increment(ref running);
            InterlockedMax(ref most, now);
            await Task.Yield();
            Interlocked.Decrement(ref running);
            done.Signal();
        });
        for (var i = 0; i < 50; i++)
        {
            await test.SendAsync("a");
        }

        await Task.Run(() => done.Wait(TimeSpan.FromSeconds(20))).Soon();
        await listener.StopAsync(CancellationToken.None).Soon();

        Assert.InRange(most, 1, 4);
        Assert.Equal(new QueueCounts(0, 0, 0, 0, 0), await test.Broker.CountAsync(Queue).Soon());
    }

    [Fact]
    public async Task Stop_waits_for_the_function_and_gives_back_what_was_prefetched()
    {
        await using var test = new TestBroker();
        var (started, finish) = (new TaskCompletionSource(), new TaskCompletionSource());
        await test.Broker.SendAsync(Queue, [new(), new(), new()]).Soon();
        await using var listener = await ListenAsync(test, new() { MaxConcurrentCalls = 1, PrefetchCount = 5 }, async (_, _, _) =>
        {
            started.SetResult();
            await finish.Task.Soon();
        });
        await started.Task.Soon();

        var stopping = listener.StopAsync(CancellationToken.None);
        Assert.False(stopping.IsCompleted);
        finish.SetResult();
        await stopping.Soon();

        Assert.Equal(new QueueCounts(2, 0, 0, 0, 0), await test.Broker.CountAsync(Queue).Soon());
        Assert.Equal(1, (await test.ReceiveAsync())!.DeliveryCount);
    }

    [Fact]
    public async Task Stop_out_of_patience_cancels_the_function_and_its_message_comes_back()
    {
        await using var test = new TestBroker();
        var started = new TaskCompletionSource();
        await using var listener = await ListenAsync(test, new(), async (_, _, cancellationToken) =>
        {
            started.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        });
        await test.SendAsync("a");
        await started.Task.Soon();

        await listener.StopAsync(new CancellationToken(canceled: true)).Soon();

        Assert.Equal(2, (await test.ReceiveAsync())!.DeliveryCount);
    }

    [Fact]
    public async Task Stopped_listener_takes_nothing_more()
    {
        await using var test = new TestBroker();
        await using var listener = await ListenAsync(test, new(), (_, _, _) => Task.CompletedTask);
        await listener.StopAsync(CancellationToken.None).Soon();

        await test.SendAsync("a");

        Assert.Equal(1, (await test.ReceiveAsync())!.DeliveryCount);
    }

    [Fact]
    public async Task Thousand_messages_with_duplicates_garbage_and_a_crash_are_each_handled_once()
    {
        await using var test = new TestBroker();
        var contents = Enumerable.Range(0, 1000)
            .Select(i => new BrokeredContent { MessageId = $"m{(i % 10 == 9 ? i - 1 : i)}", Body = BinaryData.FromString(i % 20 == 0 ? "{" : "{}") })
            .ToList();
        foreach (var part in contents.Chunk(100))
        {
            await test.Broker.SendAsync(Queue, part).Soon();
        }

        var completed = new ConcurrentDictionary<string, int>();
        await RunUntilAsync(test, completed, handled: 400);
        test.Crash();
        // What the killed process held comes back when its locks expire.
        test.Time.Advance(TimeSpan.FromSeconds(61));
        await RunUntilAsync(test, completed, handled: 900);

        Assert.Equal(new QueueCounts(0, 0, 0, 0, 50), await test.Broker.CountAsync(Queue).Soon());
        Assert.Equal(850, completed.Count);
        var dead = await test.Broker.PeekAsync(DeadLetters, 0, 100).Soon();
        Assert.All(dead, message => Assert.Equal("invalid_json", message.Content.Properties["DeadLetterReason"]));
    }

    private static async Task RunUntilAsync(TestBroker test, ConcurrentDictionary<string, int> completed, int handled)
    {
        var enough = new TaskCompletionSource();
        var dead = (int)(await test.Broker.CountAsync(Queue).Soon()).DeadLettered;
        await using var listener = await ListenAsync(test, new() { AutoCompleteMessages = false, PrefetchCount = 20 }, async (message, actions, token) =>
        {
            if (message.Body.ToString() == "{")
            {
                await actions.DeadLetterMessageAsync(message, null, "invalid_json", "Not JSON.", token);
                Interlocked.Increment(ref dead);
            }
            else
            {
                await actions.CompleteMessageAsync(message, token);
                completed.AddOrUpdate(message.MessageId, 1, (_, count) => count + 1);
            }

            _ = completed.Count + dead >= handled && enough.TrySetResult();
        });
        await enough.Task.Soon();
        Assert.All(completed, pair => Assert.Equal(1, pair.Value));
        await listener.StopAsync(CancellationToken.None).Soon();
    }

    private static async Task<ServiceBusTriggerListener> ListenAsync(TestBroker test, MessagePumpSettings settings, ServiceBusMessageHandler handler)
    {
        var listener = new ServiceBusTriggerListener(
            test.Broker, Queue, settings, handler, test.Time, NullLogger<ServiceBusTriggerListener>.Instance);
        await listener.StartAsync(CancellationToken.None).Soon();
        return listener;
    }

    private static void InterlockedMax(ref int target, int value)
    {
        var seen = Volatile.Read(ref target);
        while (value > seen && Interlocked.CompareExchange(ref target, value, seen) is var actual && actual != seen)
        {
            seen = actual;
        }
    }
}
