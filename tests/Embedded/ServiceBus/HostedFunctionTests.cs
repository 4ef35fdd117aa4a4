using System.Collections.Concurrent;
using Azure.Messaging.ServiceBus;
using Embedded.Tests.Functions;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using VideoPipeline.Embedded.ServiceBus.Broker;
using Xunit;

namespace Embedded.Tests.ServiceBus;

/// <summary>The whole way: a client, the host, a function, a topic, and the host started again on its data.</summary>
public sealed class HostedFunctionTests : IDisposable
{
    private const string Setting = "--ServiceBus=Endpoint=sb://127.0.0.1:0;UseDevelopmentEmulator=true";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("sb-functions-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task Messages_reach_the_function_and_its_events_the_subscription()
    {
        await using var host = await FunctionsHost.StartAsync([typeof(Jobs)], b => b.Services.AddSingleton<Seen>(), folder.FullName, Setting);
        await using var client = ClientOf(host);
        await client.CreateSender("video-jobs")
            .SendMessagesAsync([new("good") { MessageId = "1" }, new("bad") { MessageId = "2" }, new("good") { MessageId = "1" }]).Soon();

        var happened = await client.CreateReceiver("video-events", "all").ReceiveMessageAsync(TimeSpan.FromSeconds(15)).Soon();
        var dead = await client.CreateReceiver("video-jobs", new ServiceBusReceiverOptions { SubQueue = SubQueue.DeadLetter })
            .ReceiveMessageAsync(TimeSpan.FromSeconds(15)).Soon();

        Assert.Equal("done 1", happened.Body.ToString());
        Assert.Equal(("2", "invalid_request", "It is bad."), (dead.MessageId, dead.DeadLetterReason, dead.DeadLetterErrorDescription));
        Assert.Equal(1, host.Host.Services.GetRequiredService<Seen>().Times["1"]);
    }

    [Fact]
    public async Task Message_waits_for_the_next_host()
    {
        await using (var sending = await FunctionsHost.StartAsync([], null, folder.FullName, Setting))
        {
            await using var client = ClientOf(sending);
            await client.CreateSender("video-jobs").SendMessageAsync(new("good") { MessageId = "1" }).Soon();
        }

        await using var host = await FunctionsHost.StartAsync([typeof(Jobs)], b => b.Services.AddSingleton<Seen>(), folder.FullName, Setting);
        await using var receiving = ClientOf(host);

        Assert.NotNull(await receiving.CreateReceiver("video-events", "all").ReceiveMessageAsync(TimeSpan.FromSeconds(15)).Soon());
        var broker = host.Host.Services.GetRequiredService<ServiceBusBroker>();
        await Waits.UntilAsync(async () => (await broker.CountAsync("video-jobs")).Active == 0);
    }

    private static ServiceBusClient ClientOf(FunctionsHost host) =>
        new(host.Host.Services.GetRequiredService<IConfiguration>()["ServiceBus"]!);

    internal sealed class Seen
    {
        public ConcurrentDictionary<string, int> Times { get; } = new();
    }

    internal sealed class Jobs(Seen seen, IConfiguration configuration)
    {
        [Function("HostedJobs")]
        public async Task RunAsync(
            [ServiceBusTrigger("video-jobs", Connection = "ServiceBus", AutoCompleteMessages = false)] ServiceBusReceivedMessage message,
            ServiceBusMessageActions actions,
            CancellationToken cancellationToken)
        {
            seen.Times.AddOrUpdate(message.MessageId, 1, (_, times) => times + 1);
            if (message.Body.ToString() == "bad")
            {
                await actions.DeadLetterMessageAsync(message, null, "invalid_request", "It is bad.", cancellationToken);
                return;
            }

            await using var client = new ServiceBusClient(configuration["ServiceBus"]);
            await client.CreateSender("video-events").SendMessageAsync(new($"done {message.MessageId}"), cancellationToken);
            await actions.CompleteMessageAsync(message, cancellationToken);
        }
    }
}
