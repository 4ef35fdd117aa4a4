using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using VideoPipeline.Functions.Tests.Batches;
using VideoPipeline.Functions.Tests.World;
using VideoPipeline.Jobs;
using VideoPipeline.Requests;
using VideoPipeline.Storage;
using VideoPipeline.Support;

namespace VideoPipeline.Functions.Tests.Overview;

public sealed class GetOverviewTests
{
    private static readonly object s_lamp = new { provider = "tokenhub", prompt = "A lamp", duration = 5, resolution = "720p" };

    private static readonly VideoRequest s_request = new()
    {
        Model = "seedance-2.0",
        Operation = "text-to-video",
        Prompt = "A lamp",
        Duration = 5,
        Resolution = "720p",
        AspectRatio = "16:9",
    };

    [Fact]
    public async Task Overview_counts_what_runs_and_adds_up_what_is_spent()
    {
        await using var world = await PipelineWorld.CreateAsync(generationSeconds: 60);
        await using var host = await world.StartHostAsync();
        var lamp = await host.SubmitAsync(s_lamp);
        await host.RunUntilAsync(async () => (await host.GetAsync(lamp.Id)).Status == JobStatus.Running);
        var during = await ReadAsync(host);
        var job = await host.RunToEndAsync(lamp.Id);
        var after = await ReadAsync(host);

        Assert.Equal((1, 1), (Count(during, "running"), during.GetProperty("jobs").GetProperty("running").GetInt32()));
        Assert.Equal((1, 0), (Count(after, "succeeded"), after.GetProperty("jobs").GetProperty("running").GetInt32()));
        Assert.True(after.GetProperty("jobs").GetProperty("complete").GetBoolean());
        Assert.Equal("0", during.GetProperty("spend").GetProperty("billed_usd").GetString());
        var billed = after.GetProperty("spend").GetProperty("billed_usd").GetString()!;
        Assert.Equal(job.Usage!.AmountUsd, decimal.Parse(billed, CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task Overview_that_has_not_changed_is_not_said_again()
    {
        await using var world = await PipelineWorld.CreateAsync();
        await using var host = await world.StartHostAsync();
        using var first = await host.Http.GetAsync("/api/overview");

        using var second = await AskAsync(host, first.Headers.ETag!);
        await host.SubmitAsync(s_lamp);
        using var third = await AskAsync(host, first.Headers.ETag!);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NotModified, HttpStatusCode.OK), (first.StatusCode, second.StatusCode, third.StatusCode));
        Assert.Empty(await second.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task Overview_costs_three_storage_operations_however_many_jobs_there_are()
    {
        await using var world = await PipelineWorld.CreateAsync();
        await using var host = await world.StartHostAsync();
        var index = host.Services.GetRequiredService<JobIndex>();
        for (var number = 0; number < 6000; number++)
        {
            await index.AddAsync(new JobRequest($"vid_{number}", world.Time.GetUtcNow().AddSeconds(-number), s_request), CancellationToken.None);
        }

        await host.Services.GetRequiredService<LiveMarkers>().MarkAsync(Parked("vid_old"), CancellationToken.None);
        world.Blobs.Operations.Reset();
        var overview = await ReadAsync(host);

        Assert.Equal((3, 3), (world.Blobs.Operations.Total, world.Blobs.Operations.Of(BlobOperationKind.List)));
        Assert.Equal((5000, 5000), (Count(overview, "queued"), overview.GetProperty("jobs").GetProperty("total").GetInt32()));
        Assert.False(overview.GetProperty("jobs").GetProperty("complete").GetBoolean());
        Assert.Equal("vid_old", Assert.Single(overview.GetProperty("waiting").GetProperty("jobs").EnumerateArray()).GetProperty("id").GetString());
    }

    [Fact]
    public async Task Ambiguous_job_waits_for_somebody_until_it_is_answered_for()
    {
        await using var world = await PipelineWorld.CreateAsync();
        await using var host = await world.StartHostAsync();
        var submitted = await host.SubmitAsync(new { provider = "tokenhub", prompt = "A lamp [fault:503 times=1]", duration = 5, resolution = "720p" });
        await host.RunToEndAsync(submitted.Id);

        var waiting = (await ReadAsync(host)).GetProperty("waiting");
        using var answer = await host.PostAsync(
            $"/api/videos/{submitted.Id}/resolve", new { action = "resubmit" }, ("x-operator-key", PipelineHost.OperatorKey));
        await host.RunUntilAsync(async () => (await host.GetAsync(submitted.Id)).Status == JobStatus.Succeeded);

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        var job = Assert.Single(waiting.GetProperty("jobs").EnumerateArray());
        Assert.Equal((submitted.Id, "tokenhub"), (job.GetProperty("id").GetString(), job.GetProperty("provider").GetString()));
        Assert.Equal(0, (await ReadAsync(host)).GetProperty("waiting").GetProperty("total").GetInt32());
        Assert.False(await world.Blobs.GetBlobContainerClient(BlobStore.PipelineContainer).GetBlobClient(BlobPaths.LiveAmbiguous(submitted.Id)).ExistsAsync());
    }

    [Fact]
    public async Task Batch_is_named_while_it_runs_and_again_when_it_is_retried()
    {
        await using var world = await PipelineWorld.CreateAsync();
        await using var host = await world.StartHostAsync();
        var id = await host.StartBatchAsync(new { items = BatchCalls.Items(2, number => number == 1 ? "[fault:failed times=1]" : "") });
        var during = await RunningAsync(host);
        await host.RunBatchAsync(id);
        var between = await RunningAsync(host);
        await host.RetryBatchAsync(id);
        var again = await RunningAsync(host);
        await host.RunBatchAsync(id);

        Assert.Equal([id], during);
        Assert.Empty(between);
        Assert.Equal([id], again);
        Assert.Empty(await RunningAsync(host));
    }

    [Fact]
    public async Task Marker_that_a_dying_process_has_left_is_taken_away_and_one_that_is_meant_stays()
    {
        await using var world = await PipelineWorld.CreateAsync();
        await using var host = await world.StartHostAsync();
        var live = host.Services.GetRequiredService<LiveMarkers>();
        await live.BatchRunsAsync("bat_never_started", CancellationToken.None);
        await live.MarkAsync(Parked("vid_resolved"), CancellationToken.None);
        var waiting = await host.SubmitAsync(new { provider = "tokenhub", prompt = "A lamp [fault:503]", duration = 5, resolution = "720p" });
        await host.RunToEndAsync(waiting.Id);

        await host.PassAsync(TimeSpan.FromMinutes(20));

        Assert.Empty(await RunningAsync(host));
        var left = (await ReadAsync(host)).GetProperty("waiting").GetProperty("jobs").EnumerateArray().Select(job => job.GetProperty("id").GetString());
        Assert.Equal([waiting.Id], left);
    }

    private static JobDocument Parked(string id) => new(id, JobStatus.Ambiguous, DateTimeOffset.UnixEpoch, s_request);

    private static async Task<string[]> RunningAsync(PipelineHost host) =>
        [.. (await ReadAsync(host)).GetProperty("batches").GetProperty("ids").EnumerateArray().Select(id => id.GetString()!)];

    private static int Count(JsonElement overview, string status) => overview.GetProperty("jobs").GetProperty("counts").GetProperty(status).GetInt32();

    private static async Task<JsonElement> ReadAsync(PipelineHost host) => JsonElement.Parse(await host.Http.GetStringAsync("/api/overview"));

    private static async Task<HttpResponseMessage> AskAsync(PipelineHost host, EntityTagHeaderValue known)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/overview");
        request.Headers.IfNoneMatch.Add(known);
        return await host.Http.SendAsync(request);
    }
}
