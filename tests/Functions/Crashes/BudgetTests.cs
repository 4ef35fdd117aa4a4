using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using VideoPipeline.Budgets;
using VideoPipeline.Functions.Tests.World;
using VideoPipeline.Functions.Videos;
using VideoPipeline.Jobs;
using VideoPipeline.Requests;
using VideoPipeline.Storage;
using VideoPipeline.Support;

namespace VideoPipeline.Functions.Tests.Crashes;

public sealed class BudgetTests
{
    [Fact]
    public async Task Thousand_concurrent_requests_start_as_many_jobs_as_the_budget_is_for()
    {
        const int Affordable = 25;
        await using var world = await PipelineWorld.CreateAsync();
        var body = """{"provider":"tokenhub","prompt":"One of a thousand","duration":5,"resolution":"720p"}"""u8.ToArray();
        decimal price;
        await using (var host = await world.StartHostAsync())
        {
            price = (await host.RunToEndAsync((await host.SubmitAsync(System.Text.Encoding.UTF8.GetString(body))).Id)).Quote!.AmountUsd;
        }

        var before = await world.Simulator.AcceptedAsync("thousand");
        await using var poor = await world.StartHostAsync(
            ("Budget:DailyUsd", (Affordable * price).ToString(CultureInfo.InvariantCulture)), ("Polling:FirstLook", "00:00:20"));
        var request = (await VideoRequestReader.ReadAsync(
            new MemoryStream(body), null, poor.Services.GetRequiredService<RequestRules>(), CancellationToken.None)).Request!;
        var ids = new System.Collections.Concurrent.ConcurrentBag<string>();
        await Parallel.ForAsync(0, 1000, new ParallelOptions { MaxDegreeOfParallelism = 64 }, async (_, cancellationToken) =>
        {
            var start = await poor.Services.GetRequiredService<VideoStarts>()
                .StartAsync(new Admission(request, []), poor.Durable, cancellationToken);
            ids.Add(((VideoStart.Started)start).Job.Job);
        });
        await poor.RunUntilAsync(async () => await CountAsync(world) == ids.Count + 1, TimeSpan.FromHours(1));

        Assert.Equal(Affordable, await world.Simulator.AcceptedAsync("thousand") - before);
        var ended = await Task.WhenAll(ids.Select(poor.GetAsync));
        Assert.Equal(Affordable, ended.Count(job => job.Status == JobStatus.Succeeded));
        Assert.All(ended, job => Assert.True(job.Status == JobStatus.Succeeded || job.Error!.Code == "budget_exceeded"));
    }

    [Fact]
    public async Task Key_that_has_reserved_does_not_reserve_again_when_a_fuller_shard_has_room()
    {
        var blobs = new BlobStore(new InMemoryBlobs());
        await blobs.CreateContainersAsync(CancellationToken.None);
        var budget = new DailyBudget(blobs, new GuardedBlob(blobs), Options.Create(new BudgetOptions { DailyUsd = 500 }));
        var day = DateTimeOffset.UnixEpoch;

        // Both begin at the same shard, where only the first finds room.
        Assert.True(await budget.TryReserveAsync("ab", 200, day, CancellationToken.None));
        Assert.True(await budget.TryReserveAsync("ba", 100, day, CancellationToken.None));
        await budget.SettleAsync("ab", 0, day, CancellationToken.None);
        Assert.True(await budget.TryReserveAsync("ba", 100, day, CancellationToken.None));

        var reserved = 0m;
        await foreach (var blob in blobs.ListAsync("budget/", CancellationToken.None))
        {
            reserved += (await blobs.ReadAsync<BudgetLedger>(blob.Name, CancellationToken.None))!.Value.Reserved.Values.Sum();
        }

        Assert.Equal(100, reserved);
    }

    private static async Task<int> CountAsync(PipelineWorld world) =>
        await new BlobStore(world.Blobs).ListAsync("jobs/", CancellationToken.None).CountAsync(blob => blob.Name.EndsWith("/job.json", StringComparison.Ordinal));
}
