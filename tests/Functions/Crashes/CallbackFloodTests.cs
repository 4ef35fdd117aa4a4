using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using VideoPipeline.Functions.Callbacks;
using VideoPipeline.Functions.Tests.World;
using VideoPipeline.Jobs;

namespace VideoPipeline.Functions.Tests.Crashes;

/// <summary>Anybody can call a public address; only what the resellers say when they are asked counts.</summary>
public sealed class CallbackFloodTests
{
    private const int Calls = 10_000;

    [Fact]
    public async Task Ten_thousand_forged_callbacks_change_nothing_and_cause_one_look()
    {
        await using var world = await PipelineWorld.CreateAsync(generationSeconds: 600);
        await using var host = await world.StartHostAsync(
            ("Callbacks:PublicBaseUrl", "http://127.0.0.1:9"), ("Callbacks:SigningKeys:0", "first"), ("Callbacks:SigningKeys:1", "second"));
        var job = await SubmitAsync(host, "A flooded job");
        var other = await SubmitAsync(host, "Another job");
        await host.RunUntilAsync(async () => (await host.GetAsync(other.Id)).ProviderTaskId is not null
            && (await host.GetAsync(job.Id)).ProviderTaskId is not null);
        var foreign = (await host.GetAsync(other.Id)).ProviderTaskId!;
        var looks = await LooksAsync(world, "flooded");

        var urls = host.Services.GetRequiredService<CallbackUrls>();
        var path = new Uri(urls.For("seedanceapi", job.Id, 1)!).PathAndQuery;
        var refused = 0;
        await Parallel.ForAsync(0, Calls, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (number, cancellationToken) =>
        {
            var (forged, body, isGenuine) = Forgery(number, path, job.Id, other.Id, foreign);
            using var content = new StringContent(body, Encoding.UTF8, "application/json");
            using var response = await host.Http.PostAsync(new Uri(forged, UriKind.Relative), content, cancellationToken);
            Assert.Equal(isGenuine ? HttpStatusCode.Accepted : HttpStatusCode.Forbidden, response.StatusCode);
            Interlocked.Add(ref refused, isGenuine ? 0 : 1);
        });

        var soon = world.Time.GetUtcNow() + TimeSpan.FromSeconds(5);
        await host.RunUntilAsync(() => Task.FromResult(world.Time.GetUtcNow() >= soon || world.Time.NextTimerDue > soon));
        Assert.Equal(Calls / 2, refused);
        Assert.InRange(await LooksAsync(world, "flooded"), looks, looks + 1);
        Assert.Equal(JobStatus.Running, (await host.GetAsync(job.Id)).Status);

        var ended = await host.RunToEndAsync(job.Id);
        Assert.Equal(JobStatus.Succeeded, ended.Status);
        Assert.NotEqual(foreign, ended.ProviderTaskId);
        Assert.Equal(1, await world.Simulator.AcceptedAsync("flooded"));
    }

    // Half with an address that we never gave out, half with the true address and something untrue in the body.
    private static (string Path, string Body, bool IsGenuine) Forgery(int number, string path, string job, string other, string foreign) =>
        (number % 8) switch
        {
            0 => (path.Replace(job, other, StringComparison.Ordinal), "{}", false),
            1 => (path[..^1] + (path[^1] == '0' ? '1' : '0'), "{}", false),
            2 => (path.Replace("/1?", "/2?", StringComparison.Ordinal), "{}", false),
            3 => (path.Replace("seedanceapi", "tokenhub", StringComparison.Ordinal), "{}", false),
            4 => (path, $$$"""{"data":{"task_id":"{{{foreign}}}","status":"SUCCESS","response":["http://attacker.example/video.mp4"]}}""", true),
            5 => (path, $$"""{"task_id":"n{{number}}","status":"SUCCESS"}""", true),
            6 => (path, "{\"task_id\":" + new string('[', 200), true),
            _ => (path, $$"""{"padding":"{{new string('x', 70_000)}}"}""", true),
        };

    private static Task<JobDocument> SubmitAsync(PipelineHost host, string prompt) =>
        host.SubmitAsync(new { provider = "seedanceapi", prompt, duration = 5, resolution = "720p" });

    private static async Task<int> LooksAsync(PipelineWorld world, string prompt) =>
        (await world.Simulator.TasksAsync(prompt))[0].GetProperty("polls").GetInt32();
}
