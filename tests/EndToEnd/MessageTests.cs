using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Azure.Messaging.ServiceBus;

namespace VideoPipeline.EndToEnd.Tests;

public sealed class MessageTests
{
    // 1,000 as a command: VIDEOPIPELINE_MESSAGES=1000 dotnet test tests/EndToEnd --filter MessageTests
    private static readonly int s_messages =
        int.TryParse(Environment.GetEnvironmentVariable("VIDEOPIPELINE_MESSAGES"), CultureInfo.InvariantCulture, out var chosen) ? chosen : 60;

    // What a killed host held comes again after a minute; a thousand jobs take minutes of their own.
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(4) + TimeSpan.FromSeconds(s_messages / 2);

    [Fact]
    public async Task Messages_become_jobs_and_events_once_each_though_worker_and_host_are_killed_meanwhile_and_garbage_is_put_aside()
    {
        await using var stack = await Stack.StartAsync(generationSeconds: 0.5, postTimeout: TimeSpan.FromSeconds(10), serviceBus: true);
        await using var client = new ServiceBusClient(stack.ServiceBus);
        var load = new MessageLoad(s_messages);
        await using var sender = client.CreateSender("video-jobs");
        foreach (var batch in load.Messages.Chunk(200))
        {
            await sender.SendMessagesAsync(batch);
        }

        // Killed while all submits are open, nearly every job would be ambiguous, and the rest of the way seen by none.
        await UntilAsync(async () => await stack.CountAsync("videos", "", "video.mp4") >= load.Orders / 5);
        foreach (var kill in (Func<Task>[])[stack.App.KillWorkerAsync, KillHostAsync, stack.App.KillWorkerAsync, KillHostAsync])
        {
            var before = await JobsAsync(stack);
            await UntilAsync(async () => await JobsAsync(stack) >= Math.Min(before + (load.Orders / 5), load.Orders));
            await kill();
        }

        await using var deadLetters = client.CreateReceiver("video-jobs", new ServiceBusReceiverOptions { SubQueue = SubQueue.DeadLetter });
        await using var topic = client.CreateReceiver("video-events", "all");
        var (events, codes) = (new List<ServiceBusReceivedMessage>(), new List<string>());
        await UntilAsync(async () =>
        {
            events.AddRange(await TakeAsync(topic));
            codes.AddRange((await TakeAsync(deadLetters)).Select(message => message.DeadLetterReason));
            return events.Count >= load.Orders && codes.Count >= load.Codes.Count;
        });
        Assert.Equal(0, await stack.App.TerminateAsync());

        // A submit that was on its way when the app was killed is the one thing that nobody can know.
        var kinds = events.CountBy(news => news.Subject).ToDictionary();
        var prompts = await stack.SubmittedPromptsAsync(MessageLoad.Prompt);
        Assert.Equal(load.Orders, await JobsAsync(stack));
        Assert.Equal(load.Orders, events.Select(JobOf).Distinct().Count());
        Assert.Equal(load.Orders, events.Count);
        Assert.Equal(events.Count, kinds.GetValueOrDefault("video.succeeded") + kinds.GetValueOrDefault("video.ambiguous"));
        Assert.InRange(kinds["video.succeeded"], load.Orders / 5, load.Orders);
        Assert.Equal(load.Codes.Order(), codes.Order());
        Assert.Equal(prompts.Distinct(), prompts);
        Assert.InRange(prompts.Count, kinds["video.succeeded"], load.Orders);

        async Task KillHostAsync()
        {
            await stack.App.KillAsync();
            await stack.App.RestartAsync();
        }
    }

    private static string JobOf(ServiceBusReceivedMessage news) =>
        JsonElement.Parse(news.Body.ToMemory().Span).GetProperty("data").GetProperty("id").GetString()!;

    private static Task<int> JobsAsync(Stack stack) => stack.CountAsync("pipeline", "index/", "");

    private static async Task<IReadOnlyList<ServiceBusReceivedMessage>> TakeAsync(ServiceBusReceiver receiver)
    {
        var messages = await receiver.ReceiveMessagesAsync(1000, TimeSpan.FromSeconds(1));
        foreach (var message in messages)
        {
            await receiver.CompleteMessageAsync(message);
        }

        return messages;
    }

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        var started = Stopwatch.GetTimestamp();
        while (!await holds())
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < s_patience, "It did not happen.");
            // Other processes: there is nothing to wait for but the clock.
            await Task.Delay(100);
        }
    }
}
