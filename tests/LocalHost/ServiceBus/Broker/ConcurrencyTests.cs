using System.Collections.Concurrent;
using Xunit;
using static LocalHost.ServiceBus.Tests.Broker.TestBroker;

namespace LocalHost.ServiceBus.Tests.Broker;

public sealed class ConcurrencyTests
{
    [Fact]
    public async Task Competing_senders_and_receivers_lose_and_double_nothing()
    {
        const int Senders = 8, Each = 100, Total = Senders * Each;
        await using var test = new TestBroker();
        var seen = new ConcurrentBag<string>();
        using var enough = new CancellationTokenSource();

        var receivers = Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            while (!enough.IsCancellationRequested)
            {
                try
                {
                    foreach (var message in await test.Broker.ReceiveAsync(Queue, 5, TimeSpan.MaxValue, false, enough.Token))
                    {
                        await test.Broker.CompleteAsync(Queue, message.LockToken);
                        seen.Add(Body(message));
                    }
                }
                catch (OperationCanceledException)
                {
                    return;
                }

                if (seen.Count == Total)
                {
                    await enough.CancelAsync();
                }
            }
        })).ToList();
        var senders = Enumerable.Range(0, Senders).Select(sender => Task.Run(async () =>
        {
            for (var i = 0; i < Each; i++)
            {
                await test.SendAsync($"{sender}-{i}", c => c with { MessageId = $"{sender}-{i}" });
            }
        }));

        await Task.WhenAll([.. senders, .. receivers]).Soon();

        Assert.Equal(Total, seen.Distinct().Count());
        Assert.Equal(Total, seen.Count);
    }

    [Fact]
    public async Task Same_id_sent_by_many_at_once_is_taken_once()
    {
        await using var test = new TestBroker();

        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => test.SendAsync("a", c => c with { MessageId = "x" })));

        Assert.Single(await test.BodiesAsync());
    }

    [Fact]
    public async Task Receive_cancelled_while_a_message_arrives_either_gets_it_or_leaves_it()
    {
        await using var test = new TestBroker();
        for (var round = 0; round < 50; round++)
        {
            using var cancellation = new CancellationTokenSource();
            var waiting = test.Broker.ReceiveAsync(Queue, 1, TimeSpan.MaxValue, deletesOnReceipt: true, cancellation.Token);
            var sending = test.SendAsync("a");
            await cancellation.CancelAsync();
            await sending;
            var got = await waiting.Soon().ContinueWith(
                task => task.IsCompletedSuccessfully ? task.Result.Count : 0, TaskScheduler.Default);

            Assert.Equal(1 - got, (await test.BodiesAsync()).Count);
        }
    }
}
