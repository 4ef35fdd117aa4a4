using System.Collections.Concurrent;
using System.Diagnostics;
using Azure.Messaging.ServiceBus;
using Microsoft.Extensions.Logging.Abstractions;
using VideoPipeline.LocalHost.ServiceBus;
using VideoPipeline.LocalHost.ServiceBus.Trigger;
using VideoPipeline.Support;
using Xunit;

namespace LocalHost.ServiceBus.Tests.Wire;

public sealed class BrokerKillTests : IDisposable
{
    private const int Senders = 4, Each = 60, Total = Senders * Each;

    private const string Entities = """
        {"UserConfig":{"Namespaces":[{"Name":"ns","Queues":[{"Name":"jobs","Properties":{
          "LockDuration":"PT2S","MaxDeliveryCount":50,"RequiresDuplicateDetection":true,"DuplicateDetectionHistoryTimeWindow":"PT10M"}}]}]}}
        """;

    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("sb-kill-");
    private readonly string connectionString = BrokerAddress.ConnectionString(FreePort.Next());
    private readonly ConcurrentDictionary<string, int> seen = [];
    private readonly ConcurrentDictionary<string, int> completed = [];

    private Process? broker;

    // Not before the client has gone: closing, it asks for its credit back, and nobody would answer.
    public void Dispose()
    {
        broker?.Kill();
        broker?.WaitForExit();
        broker?.Dispose();
        directory.Delete(recursive: true);
    }

    [Fact]
    public async Task Broker_killed_twice_under_load_loses_and_doubles_nothing()
    {
        broker = await StartAsync();
        await using var client = new ServiceBusClient(connectionString, new ServiceBusClientOptions
        {
            RetryOptions = new() { MaxRetries = 20, Delay = TimeSpan.FromMilliseconds(100), MaxDelay = TimeSpan.FromMilliseconds(500), TryTimeout = TimeSpan.FromSeconds(5) },
        });
        await using var processor = client.CreateProcessor("jobs", new ServiceBusProcessorOptions { AutoCompleteMessages = false, MaxConcurrentCalls = 8 });
        processor.ProcessErrorAsync += _ => Task.CompletedTask;
        processor.ProcessMessageAsync += HandleAsync;
        await processor.StartProcessingAsync();

        var sending = Task.WhenAll(Enumerable.Range(0, Senders).Select(sender => SendAsync(client, sender)));
        foreach (var progress in new[] { Total / 4, Total / 2 })
        {
            await UntilAsync(() => seen.Count >= progress);
            broker.Kill();
            await broker.WaitForExitAsync().Soon();
            broker.Dispose();
            broker = null;
            broker = await StartAsync();
        }

        await sending.WaitAsync(TimeSpan.FromSeconds(60));
        await using var looker = client.CreateReceiver("jobs");
        await UntilAsync(() => seen.Count == Total);
        await UntilAsync(() => looker.PeekMessageAsync(fromSequenceNumber: 0).GetAwaiter().GetResult() is null);
        await processor.StopProcessingAsync();

        Assert.Equal(Total, seen.Count);
        Assert.DoesNotContain(completed, pair => pair.Value > 1);
    }

    [Fact]
    public async Task Triggers_end_in_time_though_the_broker_answers_no_more()
    {
        broker = await StartAsync();
        var taken = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var triggers = new ServiceBusTriggers(
            [new ServiceBusTriggerDefinition("1", "Receive", "jobs", null, connectionString, AutoComplete: false)],
            new ServiceBusHostOptions(),
            (_, _) => Task.FromResult(taken.TrySetResult()),
            new MessagesInHand(),
            NullLogger<ServiceBusTriggers>.Instance);
        await triggers.StartAsync(CancellationToken.None);
        await using var client = new ServiceBusClient(connectionString);
        await client.CreateSender("jobs").SendMessageAsync(new ServiceBusMessage("x")).Soon();
        await taken.Task.Soon();

        using (var freeze = Process.Start("kill", ["-STOP", $"{broker.Id}"]))
        {
            await freeze.WaitForExitAsync().Soon();
        }

        await triggers.StopAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(30));
        await triggers.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20));
        broker.Kill();
    }

    private async Task HandleAsync(ProcessMessageEventArgs args)
    {
        seen.AddOrUpdate(args.Message.MessageId, 1, static (_, count) => count + 1);
        await args.CompleteMessageAsync(args.Message);
        completed.AddOrUpdate(args.Message.MessageId, 1, static (_, count) => count + 1);
    }

    /// <summary>Sends each until it is told that it arrived; the id makes a second sending harmless.</summary>
    private static async Task SendAsync(ServiceBusClient client, int number)
    {
        await using var sender = client.CreateSender("jobs");
        for (var i = 0; i < Each; i++)
        {
            for (var told = false; !told;)
            {
                try
                {
                    await sender.SendMessageAsync(new ServiceBusMessage("x") { MessageId = $"{number}-{i}" });
                    told = true;
                }
                catch (ServiceBusException exception) when (exception.IsTransient)
                {
                    // Once more.
                }
            }
        }
    }

    private async Task<Process> StartAsync()
    {
        var entities = Path.Combine(directory.FullName, "entities.json");
        await File.WriteAllTextAsync(entities, Entities);
        var process = Process.Start(new ProcessStartInfo(
            "dotnet",
            [typeof(BrokerProcess).Assembly.Location, "--connection-string", connectionString, "--data", directory.FullName, "--entities", entities])
        {
            RedirectStandardOutput = true,
        })!;
        Assert.StartsWith("ready", await process.StandardOutput.ReadLineAsync().Soon(), StringComparison.Ordinal);
        return process;
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        var started = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(60), "It did not happen.");
            await Task.Delay(20);
        }
    }
}
