using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Azure.Messaging.ServiceBus;
using Microsoft.Extensions.Logging.Abstractions;
using VideoPipeline.LocalHost.ServiceBus;

namespace VideoPipeline.Benchmarks.ServiceBus;

internal sealed record Figures(double PerSecond, TimeSpan P50, TimeSpan P99);

/// <summary>The real client against a broker in this process, over a socket.</summary>
internal static class BrokerRun
{
    private const int Concurrency = 32, RoundTrips = 300;

    public static string NewFile() => Path.Combine(Directory.CreateTempSubdirectory("sb-bench-").FullName, "broker.db");

    public static async Task<Figures> MeasureAsync(string path, bool durable, int messages)
    {
        await using var broker = await StartAsync(path, durable);
        await using var client = new ServiceBusClient(broker.ConnectionString);
        await using var sender = client.CreateSender("jobs");
        var started = Stopwatch.GetTimestamp();
        await DrainAsync(client, messages, Parallel.ForEachAsync(
            Enumerable.Range(0, messages),
            new ParallelOptions { MaxDegreeOfParallelism = Concurrency },
            async (_, cancellationToken) => await sender.SendMessageAsync(new ServiceBusMessage(new byte[1024]), cancellationToken)));
        var perSecond = messages / Stopwatch.GetElapsedTime(started).TotalSeconds;

        var trips = new List<TimeSpan>();
        await using var receiver = client.CreateReceiver("jobs");
        for (var i = 0; i < RoundTrips; i++)
        {
            var left = Stopwatch.GetTimestamp();
            await sender.SendMessageAsync(new ServiceBusMessage("x"));
            await receiver.CompleteMessageAsync(await receiver.ReceiveMessageAsync());
            trips.Add(Stopwatch.GetElapsedTime(left));
        }

        trips.Sort();
        return new Figures(perSecond, trips[RoundTrips / 2], trips[RoundTrips * 99 / 100]);
    }

    public static async Task<long> MeasureWaitingAsync(int messages)
    {
        await using var broker = await StartAsync(NewFile(), durable: false);
        await using var client = new ServiceBusClient(broker.ConnectionString);
        await using var sender = client.CreateSender("jobs");
        await sender.SendMessageAsync(new ServiceBusMessage(new byte[1024]));
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var sent = 0; sent < messages; sent += 100)
        {
            await sender.SendMessagesAsync(Enumerable.Range(0, 100).Select(_ => new ServiceBusMessage(new byte[1024])));
        }

        return GC.GetTotalMemory(forceFullCollection: true) - before;
    }

    private static async Task DrainAsync(ServiceBusClient client, int messages, Task sending)
    {
        var (left, done) = (messages, new TaskCompletionSource());
        await using var processor = client.CreateProcessor(
            "jobs", new ServiceBusProcessorOptions { AutoCompleteMessages = false, MaxConcurrentCalls = Concurrency });
        processor.ProcessErrorAsync += args => Task.FromResult(done.TrySetException(args.Exception));
        processor.ProcessMessageAsync += async args =>
        {
            await args.CompleteMessageAsync(args.Message);
            if (Interlocked.Decrement(ref left) == 0)
            {
                done.TrySetResult();
            }
        };
        await processor.StartProcessingAsync();
        await sending;
        await done.Task;
    }

    private static async Task<LocalBroker> StartAsync(string path, bool durable)
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        var endpoint = (IPEndPoint)probe.LocalEndpoint;
        probe.Stop();
        var options = new BrokerOptions { DatabasePath = path, Durable = durable, Queues = { ["jobs"] = new() } };
        return await LocalBroker.StartAsync(options, endpoint, TimeProvider.System, NullLoggerFactory.Instance);
    }
}
