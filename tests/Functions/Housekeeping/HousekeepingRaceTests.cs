using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using VideoPipeline.Functions.Housekeeping;
using VideoPipeline.Functions.Tests.World;
using VideoPipeline.Functions.Videos;
using VideoPipeline.Jobs;
using VideoPipeline.Storage;

namespace VideoPipeline.Functions.Tests.Housekeeping;

/// <summary>The purge takes histories, never facts: a late result wins over both timers, whenever they run.</summary>
public sealed class HousekeepingRaceTests
{
    [Fact]
    public async Task Late_video_is_stored_and_billed_once_while_purge_and_sweep_run_at_every_step()
    {
        await using var world = await PipelineWorld.CreateAsync();
        await using var host = await world.StartHostAsync(("Retention:Instances", "01:00:00"));
        var job = await host.SubmitAsync(
            new { provider = "tokenhub", prompt = "A raced job [fault:late seconds=7200]", duration = 5, resolution = "720p" });
        Assert.Equal(JobStatus.TimedOut, (await host.RunToEndAsync(job.Id)).Status);
        var followUp = FollowUpOrchestration.InstanceId(job.Id, 1);

        var timers = new List<Task>();
        await host.RunUntilAsync(async () =>
        {
            // Not awaited here: the next step of the follow-up runs beside them.
            timers.AddRange([PurgeAsync(host), SweepAsync(host)]);
            return (await host.GetAsync(job.Id)).Late && await host.Durable.GetInstanceAsync(followUp) is null or { IsCompleted: true };
        });
        await Task.WhenAll(timers).WaitAsync(TimeSpan.FromMinutes(1));
        await host.PassAsync(TimeSpan.FromHours(2));
        await PurgeAsync(host);
        await SweepAsync(host);
        await host.PassAsync(TimeSpan.FromMinutes(30));

        var ended = await host.GetAsync(job.Id);
        Assert.Equal((JobStatus.Succeeded, true), (ended.Status, ended.Late));
        Assert.NotNull(ended.Output);
        Assert.Equal(1, await world.Simulator.ReceivedAsync("raced"));
        Assert.Single(await NamesAsync(world, BlobPaths.UsagePrefix));
        Assert.Empty(await NamesAsync(world, BlobPaths.OpenPrefix));
        Assert.Null(await host.Durable.GetInstanceAsync(job.Id));
        Assert.Null(await host.Durable.GetInstanceAsync(followUp));
    }

    private static async Task<List<string>> NamesAsync(PipelineWorld world, string prefix) =>
        await new BlobStore(world.Blobs).ListAsync(prefix, CancellationToken.None).Select(blob => blob.Name).ToListAsync();

    private static Task PurgeAsync(PipelineHost host) => ActivatorUtilities.CreateInstance<PurgeInstances>(host.Services)
        .RunAsync(new TimerInfo(), host.Durable, CancellationToken.None);

    private static Task<int> SweepAsync(PipelineHost host) => ActivatorUtilities.CreateInstance<SweepVideos>(host.Services)
        .SweepAsync(host.Durable, CancellationToken.None);
}
