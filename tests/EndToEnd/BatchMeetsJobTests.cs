using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using VideoPipeline.Jobs;

namespace VideoPipeline.EndToEnd.Tests;

/// <summary>
/// On the real durable extension: it drops a start for an instance that runs, so a lane that called the job of such an item would
/// wait for ever.
/// </summary>
public sealed class BatchMeetsJobTests
{
    private const string Management = "/runtime/webhooks/durabletask/orchestrators/GenerateVideo/";

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Lane_ends_when_its_item_runs_already_on_its_own()
    {
        await using var stack = await Stack.StartAsync(generationSeconds: 3);
        using var posted = await stack.App.Http.PostAsJsonAsync("/api/batches", new
        {
            max_concurrency = 1,
            items = new[] { Item("A first lamp"), Item("A second lamp [fault:slow seconds=12]") },
        });
        var started = await posted.Content.ReadFromJsonAsync<JsonElement>();
        Assert.True(posted.StatusCode == HttpStatusCode.Accepted, started.GetRawText());
        var batch = started.GetProperty("id").GetString()!;

        await UntilAsync(async () => await stack.SubmissionsAsync("first lamp") == 1);
        await StartAloneAsync(stack, batch, "000001", "000002", "A first lamp", "A second lamp [fault:slow seconds=12]");
        JsonElement ended = default;
        await UntilAsync(async () =>
        {
            ended = await stack.App.Http.GetFromJsonAsync<JsonElement>($"/api/batches/{batch}");
            return ended.GetProperty("status").GetString() != "running";
        });

        Assert.Equal(2, ended.GetProperty("counts").GetProperty("succeeded").GetInt32());
        Assert.Equal(1, await stack.SubmissionsAsync("second lamp"));
        Assert.Equal(JobStatus.Succeeded, (await stack.EndOfAsync($"{batch}-000002")).Status);
    }

    // As the sweep does it after an outage: the request stands, and the job is started at top level.
    private static async Task StartAloneAsync(
        Stack stack, string batch, string first, string second, string firstPrompt, string secondPrompt)
    {
        var pipeline = stack.Blobs.GetBlobContainerClient("pipeline");
        var request = (await pipeline.GetBlobClient($"jobs/{batch}-{first}/request.json").DownloadContentAsync()).Value.Content.ToString();
        var other = request
            .Replace($"{batch}-{first}", $"{batch}-{second}", StringComparison.Ordinal)
            .Replace(firstPrompt, secondPrompt, StringComparison.Ordinal);
        await pipeline.GetBlobClient($"jobs/{batch}-{second}/request.json").UploadAsync(BinaryData.FromString(other));
        using var start = await stack.App.Http.PostAsJsonAsync(
            $"{Management}{batch}-{second}", new { schema = 1, job_id = $"{batch}-{second}" });
        Assert.True(start.StatusCode == HttpStatusCode.Accepted, await start.Content.ReadAsStringAsync());
        await UntilAsync(async () => await stack.SubmissionsAsync("second lamp") == 1);
    }

    private static object Item(string prompt) => new { provider = "tokenhub", prompt, duration = 5, resolution = "720p" };

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        using var patience = new CancellationTokenSource(s_patience);
        while (!await holds())
        {
            await Task.Delay(100, patience.Token);
        }
    }
}
