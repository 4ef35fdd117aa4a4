using System.Diagnostics;
using System.Text.Json;
using Azure.Messaging.ServiceBus;
using VideoPipeline.Functions.Messages;
using VideoPipeline.Functions.Tests.World;
using VideoPipeline.Storage;

namespace VideoPipeline.Functions.Tests.Messages;

public sealed class ReceiveVideoMessageTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    // As host.json has it.
    private const int ActivitiesAtOnce = 16;

    // What a killed host has locked comes again after this.
    private static readonly TimeSpan s_lock = TimeSpan.FromSeconds(61);

    [Fact]
    public async Task Messages_become_jobs_once_each_though_the_app_is_killed_twice_and_garbage_is_put_aside()
    {
        // A thousand in all: a tenth are duplicates, a twentieth is garbage.
        const int Videos = 850;
        const int Garbage = 50;
        var thirds = Thousand(Videos, Garbage).Chunk(334).ToArray();
        await using var world = await PipelineWorld.CreateAsync();
        await using var bus = await WorldBroker.StartAsync(world);
        foreach (var third in thirds[..2])
        {
            await using var host = await world.StartHostAsync(bus.Setting);
            await using var client = bus.Connect();
            await SendAsync(client, third);
            Assert.NotEqual(0, await LeftInQueueAsync(client, atMost: 200));
            host.Kill();
            world.Time.Advance(s_lock);
        }

        await using var last = await world.StartHostAsync(bus.Setting);
        await using var reader = bus.Connect();
        await SendAsync(reader, thirds[2]);
        await LeftInQueueAsync(reader, atMost: 0);
        await using var events = reader.CreateReceiver("video-events", "all");
        var delivered = new Dictionary<string, string>();
        await last.RunUntilAsync(async () =>
        {
            await foreach (var news in DrainAsync(events))
            {
                var job = JsonElement.Parse(news.Body.ToString()).GetProperty("data").GetProperty("id").GetString()!;
                delivered[job] = news.Subject;
            }

            return delivered.Count >= Videos;
        });

        // A submit that was on its way when the app was killed is the one thing that nobody can know.
        var submits = (await world.Simulator.SubmissionsAsync("order")).EnumerateArray().Select(submit => submit.GetProperty("prompt").GetString()).ToList();
        Assert.Equal(Videos, delivered.Count);
        Assert.Equal(Videos, await JobsAsync(world));
        Assert.All(delivered.Values, kind => Assert.True(kind is "video.succeeded" or "video.ambiguous", kind));
        Assert.InRange(delivered.Values.Count(kind => kind == "video.ambiguous"), 0, 2 * ActivitiesAtOnce);
        Assert.Equal(submits.Distinct(), submits);
        Assert.InRange(submits.Count, delivered.Values.Count(kind => kind == "video.succeeded"), Videos);
        Assert.Equal(Enumerable.Range(0, Garbage).Select(number => GarbageOf(number).Code).Order(), (await DeadLettersAsync(reader)).Order());
    }

    [Fact]
    public async Task A_batch_can_come_by_message()
    {
        await using var world = await PipelineWorld.CreateAsync();
        await using var bus = await WorldBroker.StartAsync(world);
        await using var host = await world.StartHostAsync(bus.Setting);
        await using var client = bus.Connect();
        await using var sender = client.CreateSender(ReceiveVideoMessage.Queue);
        await using var events = client.CreateReceiver("video-events", "all");

        await sender.SendMessageAsync(Message(
            """{"name":"by message","metadata":{"team":"shop"},"items":[{"provider":"tokenhub","prompt":"order 1","duration":5,"resolution":"720p"}]}""", "batch", "b-1"));
        await AcceptedAsync(world, 1);
        ServiceBusReceivedMessage? completed = null;
        await host.RunUntilAsync(async () =>
        {
            await foreach (var news in DrainAsync(events))
            {
                completed = news.Subject == "batch.completed" ? news : completed;
            }

            return completed is not null;
        });

        var data = JsonElement.Parse(completed!.Body.ToString()).GetProperty("data");
        Assert.Equal($"{data.GetProperty("id").GetString()}.batch.completed", completed.MessageId);
        Assert.True(data.GetProperty("counts").GetProperty("succeeded").GetInt32() == 1, data.GetRawText());
        Assert.Equal("by message", data.GetProperty("name").GetString());
        Assert.Equal("shop", completed.ApplicationProperties["meta_team"]);
    }

    [Fact]
    public async Task A_short_outage_burns_no_deliveries()
    {
        await using var world = await PipelineWorld.CreateAsync();
        await using var bus = await WorldBroker.StartAsync(world);
        await using var host = await world.StartHostAsync(bus.Setting);
        await using var client = bus.Connect();
        await using var sender = client.CreateSender(ReceiveVideoMessage.Queue);
        var away = true;
        var refused = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        world.Blobs.Before = operation => away && operation.Name.StartsWith("keys/", StringComparison.Ordinal)
            ? throw Away(refused)
            : default;

        await sender.SendMessageAsync(Video(1));
        await refused.Task.WaitAsync(s_patience);
        await host.PassAsync(TimeSpan.FromSeconds(90));
        away = false;
        await AcceptedInTimeAsync(world, host);

        Assert.Empty(await DeadLettersAsync(client, wait: false));
        Assert.Equal(1, await world.Simulator.AcceptedAsync("order 1"));
    }

    // The clock stands still meanwhile: a handler is no work of the engine's, so nothing else would wait for it.
    private static async Task<int> LeftInQueueAsync(ServiceBusClient client, int atMost)
    {
        using var patience = new CancellationTokenSource(s_patience);
        await using var receiver = client.CreateReceiver(ReceiveVideoMessage.Queue);
        while (true)
        {
            var left = await receiver.PeekMessagesAsync(1000, fromSequenceNumber: 0, patience.Token);
            if (left.Count <= atMost)
            {
                return left.Count;
            }
        }
    }

    private static Azure.RequestFailedException Away(TaskCompletionSource refused)
    {
        refused.TrySetResult();
        return new Azure.RequestFailedException(503, "Away.");
    }

    // A handler that was at work when the clock moved has its wait still before it: it gets the next one, and time to end its try.
    // The clock stands still while a submit is on its way, or that would run into its time limit.
    private static async Task AcceptedInTimeAsync(PipelineWorld world, PipelineHost host)
    {
        using var patience = new CancellationTokenSource(s_patience);
        do
        {
            patience.Token.ThrowIfCancellationRequested();
            await host.PassAsync(TimeSpan.FromSeconds(31));
        }
        while (!await IsAcceptedAsync(world, 1, TimeSpan.FromSeconds(1)));
    }

    private static async Task AcceptedAsync(PipelineWorld world, int orders) =>
        Assert.True(await IsAcceptedAsync(world, orders, s_patience), $"{orders} orders were not accepted.");

    private static async Task<bool> IsAcceptedAsync(PipelineWorld world, int orders, TimeSpan within)
    {
        var started = Stopwatch.GetTimestamp();
        while (await world.Simulator.AcceptedAsync("order") < orders)
        {
            if (Stopwatch.GetElapsedTime(started) > within)
            {
                return false;
            }
        }

        return true;
    }

    private static ServiceBusMessage Video(int number) => Message(
        $$"""{"provider":"tokenhub","prompt":"order {{number}}","duration":5,"resolution":"720p"}""", "video", $"message-{number}");

    private static ServiceBusMessage Message(string body, string? subject, string id, string? contentType = "application/json") =>
        new(body) { Subject = subject, MessageId = id, ContentType = contentType };

    private static async Task<int> JobsAsync(PipelineWorld world)
    {
        var jobs = 0;
        await foreach (var _ in new BlobStore(world.Blobs).ListAsync("index/", CancellationToken.None))
        {
            jobs++;
        }

        return jobs;
    }

    private static async Task SendAsync(ServiceBusClient client, IEnumerable<ServiceBusMessage> messages)
    {
        await using var sender = client.CreateSender(ReceiveVideoMessage.Queue);
        await sender.SendMessagesAsync(messages).WaitAsync(s_patience);
    }

    // Every second duplicate has its original's id, and the queue drops it; the others are sent anew, as a replay of a dead letter is.
    private static IEnumerable<ServiceBusMessage> Thousand(int videos, int garbage)
    {
        for (var number = 1; number <= videos; number++)
        {
            yield return Video(number);
            if (number <= 1000 - videos - garbage)
            {
                var repeated = Video(number);
                if (number % 2 == 0)
                {
                    repeated.MessageId = $"again-{number}";
                    repeated.ApplicationProperties[MessageIntake.KeyProperty] = $"message-{number}";
                }

                yield return repeated;
            }

            if (number % (videos / garbage) == 0)
            {
                yield return GarbageOf((number / (videos / garbage)) - 1).Message;
            }
        }
    }

    private static (ServiceBusMessage Message, string Code) GarbageOf(int number)
    {
        var kinds = Garbage();
        var (message, code) = kinds[number % kinds.Count];
        message.MessageId = $"garbage-{number}";
        return (message, code);
    }

    private static List<(ServiceBusMessage Message, string Code)> Garbage() =>
    [
        (Message("{}", "video", "g-1", "text/plain"), "unsupported_content_type"),
        (Message("{}", "audio", "g-2"), "unknown_subject"),
        (Message("not json", "video", "g-3"), "invalid_json"),
        (Message("""{"prompt":"x","duration":"long"}""", "video", "g-4"), "invalid_request"),
        (Message("""{"prompt":"x","provider":"tokenhub","duration":5,"resolution":"4k"}""", "video", "g-5"), "unsupported_by_provider"),
        (Message("""{"items":[{"prompt":"x","duration":99}]}""", "batch", "g-6"), "invalid_items"),
    ];

    private static async Task<IReadOnlyList<string>> DeadLettersAsync(ServiceBusClient client, bool wait = true)
    {
        await using var receiver = client.CreateReceiver(
            ReceiveVideoMessage.Queue, new ServiceBusReceiverOptions { SubQueue = SubQueue.DeadLetter });
        var peeked = await receiver.PeekMessagesAsync(100, fromSequenceNumber: 0).WaitAsync(s_patience);
        Assert.True(!wait || peeked.Count > 0, "There are no dead letters.");
        Assert.All(peeked, message => Assert.NotEmpty(message.DeadLetterErrorDescription));
        return [.. peeked.Select(message => message.DeadLetterReason)];
    }

    // Takes what is there without waiting for more: the clock stands still.
    private static async IAsyncEnumerable<ServiceBusReceivedMessage> DrainAsync(ServiceBusReceiver receiver)
    {
        while ((await receiver.PeekMessagesAsync(1, fromSequenceNumber: 0).WaitAsync(s_patience)).Count > 0)
        {
            var received = await receiver.ReceiveMessagesAsync(100, TimeSpan.FromSeconds(5)).WaitAsync(s_patience);
            foreach (var message in received)
            {
                await receiver.CompleteMessageAsync(message).WaitAsync(s_patience);
                yield return message;
            }

            if (received.Count == 0)
            {
                break;
            }
        }
    }
}
