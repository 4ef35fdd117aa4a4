using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Azure.Messaging.ServiceBus;
using VideoPipeline.Support;

namespace VideoPipeline.EndToEnd.Tests.Walks;

/// <summary>Three people meet the product, each from what `up` tells them; and every call of docs/api.md is made as it stands there.</summary>
public sealed partial class WalkTests(UpProcess up) : IClassFixture<UpProcess>
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Catalogue_editor_with_a_csv()
    {
        var file = up.Write("autumn.csv", """
            item,prompt,duration,resolution,provider,metadata.sku
            lamp,A walnut desk lamp turns slowly,5,720p,tokenhub,LAMP-1
            mug,"A ceramic mug, steaming",5,720p,seedanceapi,MUG-2
            chair,A chair,99,720p,tokenhub,CHAIR-3
            """);

        // The file has a mistake: it is named with line and field, and nothing is started.
        var refused = await up.RunAsync("batch", file);
        Assert.Equal(4, refused.Exit);
        Assert.Matches(@"4\s+duration\s+.*from 4 to 15", refused.Out + refused.Error);
        Assert.Single(Regex.Matches(refused.Out + refused.Error, "from 4 to 15"));

        // What is good is run, and what is left out is said.
        var started = await up.RunAsync("batch", file, "--skip-invalid", "--name", "autumn", "--watch");
        Assert.True(started.Exit == 0, started.Out + started.Error);
        Assert.Contains("1 item is not valid and left out", started.Error, StringComparison.Ordinal);

        // The batch is in the list, and its results are a table with the editor's own article numbers.
        var list = await up.RunAsync("batch", "list");
        var id = BatchId().Match(list.Out).Value;
        Assert.Matches($@"{id}\s+completed\s+2/2", list.Out);
        var results = (await up.RunAsync("batch", "results", id, "--format", "csv")).Out.Split('\n', StringSplitOptions.TrimEntries);
        Assert.EndsWith(",metadata.sku", results[0], StringComparison.Ordinal);
        Assert.EndsWith(",LAMP-1", results[1], StringComparison.Ordinal);
        Assert.EndsWith(",MUG-2", results[2], StringComparison.Ordinal);

        // A video comes down as a file, and the bill names the batch.
        var video = up.Write("lamp.mp4", "");
        Assert.Equal(0, (await up.RunAsync("content", $"{id}-000001", "--output", video)).Exit);
        Assert.Equal("ftyp"u8.ToArray(), (await File.ReadAllBytesAsync(video))[4..8]);
        Assert.Contains(id, (await up.RunAsync("usage", "--group-by", "batch")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Integrator_with_service_bus_and_webhooks()
    {
        await using var client = new ServiceBusClient(up.ServiceBus);
        await using var events = client.CreateReceiver("video-events", "all");
        await using var deadLetters = client.CreateReceiver("video-jobs", new ServiceBusReceiverOptions { SubQueue = SubQueue.DeadLetter });
        await using var sender = client.CreateSender("video-jobs");
        var order = JsonSerializer.Serialize(new
        {
            prompt = "A paper boat, ordered by message",
            duration = 5,
            resolution = "720p",
            provider = "tokenlab",
            metadata = new { order = "4711" },
            webhook_url = new Uri(up.Simulator, "webhooks"),
        });

        // Sent twice under one id, as queues do; and one that is not valid.
        foreach (var _ in Enumerable.Range(0, 2))
        {
            await sender.SendMessageAsync(new ServiceBusMessage(order) { MessageId = "order-4711", Subject = "video", ContentType = "application/json" });
        }

        await sender.SendMessageAsync(new ServiceBusMessage("""{"prompt":"x","duration":99}""") { Subject = "video", ContentType = "application/json" });
        var dead = await deadLetters.ReceiveMessageAsync(s_patience);
        Assert.Equal("invalid_request", dead.DeadLetterReason);
        Assert.Contains("duration", dead.DeadLetterErrorDescription, StringComparison.Ordinal);

        // One event, with the caller's own pair to filter by; the job is where it says.
        ServiceBusReceivedMessage news;
        do
        {
            news = await events.ReceiveMessageAsync(s_patience);
            await events.CompleteMessageAsync(news);
        }
        while (!Equals(news.ApplicationProperties.GetValueOrDefault("meta_order"), "4711"));
        var told = news.Body.ToObjectFromJson<JsonElement>();
        Assert.Equal("video.succeeded", told.GetProperty("type").GetString());
        var job = await up.ReadAsync($"/api/videos/{told.GetProperty("subject").GetString()}");
        Assert.Equal("succeeded", job.GetProperty("status").GetString());

        // The same event came to the webhook, signed.
        var hooks = await UpProcess.UntilAsync(
            async () => JsonDocument.Parse(await up.Http.GetStringAsync(new Uri(up.Simulator, $"admin/webhooks?subject={job.GetProperty("id").GetString()}"))).RootElement,
            received => received.GetArrayLength() > 0);
        Assert.Equal(told.GetProperty("id").GetString(), hooks[0].GetProperty("id").GetString());
        Assert.True(hooks[0].GetProperty("signed").GetBoolean());
    }

    [Fact]
    public async Task Operator_on_call_with_a_stuck_job()
    {
        var submitted = await up.RunAsync("submit", "--prompt", "A clock that stopped [fault:503]", "--provider", "tokenhub", "--duration", "5", "--resolution", "720p", "--json");
        var id = JsonDocument.Parse(submitted.Out).RootElement.GetProperty("id").GetString()!;
        Assert.True(JsonDocument.Parse(submitted.Out).RootElement.TryGetProperty("quote", out _));

        // It stands in the list of what is stuck, and says in a sentence why.
        await UpProcess.UntilAsync(() => up.RunAsync("list", "--status", "ambiguous"), list => list.Out.Contains(id, StringComparison.Ordinal));
        var shown = await up.RunAsync("get", id);
        Assert.Contains("Nobody can tell yet whether tokenhub has taken the job", shown.Out, StringComparison.Ordinal);
        Assert.Contains($"resolve {id}", shown.Out, StringComparison.Ordinal);

        // Without the operator's key nothing moves; with it the answer is taken, and a watch right after it does not give up.
        Assert.Equal(4, (await up.RunAsync("resolve", id, "--resubmit")).Exit);
        Assert.Equal(0, (await up.RunAsync("resolve", id, "--resubmit", "--operator-key", up.OperatorKey)).Exit);
        var watched = await up.RunAsync("watch", id);
        Assert.True(watched.Exit == 0, watched.Out + watched.Error);

        // There is nothing left to answer for, and nothing to cancel.
        Assert.Contains("nothing to resolve", (await up.RunAsync("resolve", id, "--abandon", "--operator-key", up.OperatorKey)) is var again ? again.Out + again.Error : "", StringComparison.OrdinalIgnoreCase);
        Assert.Contains("nothing to cancel", (await up.RunAsync("cancel", id)) is var cancelled ? cancelled.Out + cancelled.Error : "", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_call_of_the_page_works_as_it_stands_there()
    {
        using var started = await up.Http.PostAsJsonAsync("/api/batches", new { items = new[] { new { prompt = "A kite", provider = "tokenhub", duration = 5, resolution = "720p" } } });
        var batch = (await started.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;
        await UpProcess.UntilAsync(() => up.ReadAsync($"/api/batches/{batch}"), read => read.GetProperty("status").GetString() == "completed");
        var calls = Block().Matches(await File.ReadAllTextAsync(Path.Combine(Checkout.Root, "docs", "api.md"))).Select(match => (What: match.Groups["what"].Value, Curl: match.Groups["curl"].Value)).ToList();
        var script = string.Join('\n', calls.Select(call => $"call {call.Curl["curl ".Length..]}"));

        // One line for each call: its status.
        using var shell = Process.Start(new ProcessStartInfo("bash", ["-c", $$"""
            API={{up.Url.AbsoluteUri.TrimEnd('/')}} KEY= OPERATOR_KEY={{up.OperatorKey}} DOOR_KEY=any VIDEO={{batch}}-000001 BATCH={{batch}} TASK=task_0
            call() { curl -s -o /dev/null -w '%{http_code}\n' "$@"; }
            {{script}}
            """]) { RedirectStandardOutput = true })!;
        var statuses = (await shell.StandardOutput.ReadToEndAsync().WaitAsync(s_patience)).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.True(calls.Count > 25, $"{calls.Count}");
        Assert.Equal(calls.Count, statuses.Length);
        foreach (var ((what, _), status) in calls.Zip(statuses))
        {
            var expected = what switch
            {
                // The job and the batch have ended, nobody is in doubt about them, the address is not signed, and no door knows the task.
                "DELETE /api/videos/{id}" or "DELETE /api/batches/{id}" or "POST /api/batches/{id}/retry" or "POST /api/videos/{id}/resolve" => "409",
                _ when what.Contains("/callbacks/", StringComparison.Ordinal) => "403",
                _ when what.Contains("v1/tasks/", StringComparison.Ordinal) || what.Contains("generations/{id}", StringComparison.Ordinal) || what.Contains("/v2/status", StringComparison.Ordinal) => "404",
                "GET /api/videos/{id}/content" => "302",
                "POST /api/videos" or "POST /api/batches" => "202",
                _ => "200",
            };
            Assert.Equal((what, expected), (what, status));
        }
    }

    [Theory]
    [InlineData("/api/videos")]
    [InlineData("/api/nothing")]
    [InlineData("/api/health")]
    public async Task Head_has_the_status_of_get_and_no_body(string path)
    {
        using var get = await up.Http.GetAsync(path);
        using var head = await up.Http.SendAsync(new HttpRequestMessage(HttpMethod.Head, path));

        Assert.Equal(get.StatusCode, head.StatusCode);
        Assert.Empty(await head.Content.ReadAsByteArrayAsync());
    }

    [GeneratedRegex(@"bat_[0-9a-f]{32}")]
    private static partial Regex BatchId();

    [GeneratedRegex(@"^### (?<what>[A-Z]+ /\S+)\n(?:(?!^### ).*\n)*?```sh\n(?<curl>curl [^`]*?)\n```", RegexOptions.Multiline)]
    private static partial Regex Block();
}
