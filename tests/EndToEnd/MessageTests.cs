using System.Globalization;
using System.Text.Json;
using Azure.Messaging.ServiceBus;

namespace VideoPipeline.EndToEnd.Tests;

/// <summary>Service Bus in and out over the real client, host and worker killed while messages are on their way.</summary>
public sealed class MessageTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(5);

    // 1,000 as a command: VIDEOPIPELINE_MESSAGES=1000 dotnet test tests/EndToEnd --filter MessageTests
    private static readonly int s_messages =
        int.TryParse(Environment.GetEnvironmentVariable("VIDEOPIPELINE_MESSAGES"), CultureInfo.InvariantCulture, out var chosen) ? chosen : 60;

    private static readonly (string Body, string Subject, string Code)[] s_garbage =
    [
        ("not json", "video", "invalid_json"),
        ("""{"prompt":"x","duration":"long"}""", "video", "invalid_request"),
        ("{}", "audio", "unknown_subject"),
    ];

    [Fact]
    public async Task Messages_become_jobs_once_each_though_host_and_worker_are_killed_on_the_way()
    {
        var (videos, duplicates, garbage) = (s_messages * 85 / 100, s_messages / 10, s_messages / 20);
        await using var stack = await Stack.StartAsync(
            generationSeconds: 0.5, postTimeout: TimeSpan.FromSeconds(4), serviceBus: true);
        await using var client = new ServiceBusClient(stack.ServiceBus);
        await using var sender = client.CreateSender("video-jobs");
        await using var events = client.CreateReceiver("video-events", "all");
        var messages = Messages(videos, duplicates, garbage).ToList();
        var news = new List<ServiceBusReceivedMessage>();

        await SendAsync(sender, messages[..(messages.Count / 2)]);
        await ReceiveAsync(events, news, until: 2);
        await stack.App.KillAsync();
        await stack.App.RestartAsync();
        await SendAsync(sender, messages[(messages.Count / 2)..]);
        await ReceiveAsync(events, news, until: videos / 2);
        await stack.App.KillWorkerAsync();
        await ReceiveAsync(events, news, until: videos);

        var jobs = news.Select(message => JsonElement.Parse(message.Body.ToString()).GetProperty("data").GetProperty("id").GetString()!).ToList();
        Assert.Equal(videos, jobs.Distinct().Count());
        Assert.Equal(videos, jobs.Count);
        Assert.All(news, message => Assert.True(message.Subject is "video.succeeded" or "video.ambiguous", message.Subject));
        Assert.Equal(videos, await stack.CountAsync("pipeline", "index/", ""));
        var prompts = await stack.SubmittedPromptsAsync("order ");
        Assert.Equal(prompts.Distinct().Order(), prompts.Order());
        Assert.InRange(prompts.Count, news.Count(message => message.Subject == "video.succeeded"), videos);
        Assert.Equal(
            Enumerable.Range(0, garbage).Select(number => s_garbage[number % s_garbage.Length].Code).Order(),
            (await DeadLettersAsync(client, garbage)).Order());
    }

    private static IEnumerable<ServiceBusMessage> Messages(int videos, int duplicates, int garbage)
    {
        for (var number = 0; number < videos; number++)
        {
            yield return Video(number);
            if (number < duplicates)
            {
                yield return Video(number);
            }

            if (number < garbage)
            {
                var (body, subject, _) = s_garbage[number % s_garbage.Length];
                yield return Message(body, subject, $"garbage-{number}");
            }
        }
    }

    private static ServiceBusMessage Video(int number) =>
        Message($$"""{"provider":"tokenhub","prompt":"order {{number}}","duration":5,"resolution":"720p"}""", "video", $"order-{number}");

    private static ServiceBusMessage Message(string body, string subject, string id) =>
        new(body) { Subject = subject, MessageId = id, ContentType = "application/json" };

    private static async Task SendAsync(ServiceBusSender sender, IEnumerable<ServiceBusMessage> messages)
    {
        foreach (var chunk in messages.Chunk(100))
        {
            await sender.SendMessagesAsync(chunk).WaitAsync(s_patience);
        }
    }

    private static async Task ReceiveAsync(ServiceBusReceiver events, List<ServiceBusReceivedMessage> news, int until)
    {
        using var patience = new CancellationTokenSource(s_patience);
        while (news.Count < until)
        {
            foreach (var message in await events.ReceiveMessagesAsync(100, TimeSpan.FromSeconds(2), patience.Token))
            {
                await events.CompleteMessageAsync(message, patience.Token);
                news.Add(message);
            }
        }
    }

    private static async Task<List<string>> DeadLettersAsync(ServiceBusClient client, int count)
    {
        using var patience = new CancellationTokenSource(s_patience);
        await using var receiver = client.CreateReceiver("video-jobs", new ServiceBusReceiverOptions { SubQueue = SubQueue.DeadLetter });
        var codes = new List<string>();
        while (codes.Count < count)
        {
            foreach (var message in await receiver.ReceiveMessagesAsync(100, TimeSpan.FromSeconds(2), patience.Token))
            {
                await receiver.CompleteMessageAsync(message, patience.Token);
                codes.Add(message.DeadLetterReason);
            }
        }

        return codes;
    }
}
