using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using VideoPipeline.Batches;
using VideoPipeline.Functions.Batches;
using VideoPipeline.Functions.Housekeeping;
using VideoPipeline.Functions.Tests.Batches;
using VideoPipeline.Functions.Tests.World;
using VideoPipeline.Jobs;
using VideoPipeline.Storage;

namespace VideoPipeline.Functions.Tests.Housekeeping;

public sealed class PurgeInstancesTests
{
    [Fact]
    public async Task A_finished_job_outlives_its_instance()
    {
        await using var world = await PipelineWorld.CreateAsync();
        await using var host = await world.StartHostAsync(("Retention:Instances", "2.00:00:00"));
        var job = await host.RunToEndAsync((await host.SubmitAsync(Request())).Id);

        await host.PassAsync(TimeSpan.FromDays(1.9));
        await PurgeAsync(host);
        Assert.NotNull(await host.Durable.GetInstanceAsync(job.Id));
        await host.PassAsync(TimeSpan.FromDays(0.2));
        await PurgeAsync(host);

        Assert.Null(await host.Durable.GetInstanceAsync(job.Id));
        Assert.Equal(JobStatus.Succeeded, (await host.GetAsync(job.Id)).Status);
        Assert.Equal(job.Usage, (await host.GetAsync(job.Id)).Usage);
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("1.00:00:00", false)]
    public async Task Inline_images_are_kept_unless_a_retention_is_set(string retention, bool kept)
    {
        await using var world = await PipelineWorld.CreateAsync();
        await using var host = await world.StartHostAsync(("Retention:Requests", retention));
        await host.RunToEndAsync((await host.SubmitAsync(Request(Pixel.DataUri))).Id);
        Assert.NotEmpty(await InputsAsync(world));

        await host.PassAsync(TimeSpan.FromDays(1.1));
        await PurgeAsync(host);

        Assert.Equal(kept, (await InputsAsync(world)).Count > 0);
    }

    [Fact]
    public async Task Lanes_that_were_terminated_go_when_their_batch_has_ended()
    {
        await using var world = await PipelineWorld.CreateAsync();
        await using var host = await world.StartHostAsync(("Retention:Instances", "1.00:00:00"));
        var (id, lane) = await StartWithoutALaneAsync(host);
        var batch = await host.RunBatchAsync(id);
        Assert.Equal(OrchestrationRuntimeStatus.Terminated, (await host.Durable.GetInstanceAsync(lane))!.RuntimeStatus);

        await host.PassAsync(TimeSpan.FromDays(1.1));
        await PurgeAsync(host);

        Assert.Null(await host.Durable.GetInstanceAsync(lane));
        Assert.Equal((BatchStatus.Completed, 12), (batch.Status, batch.Counts.Done));
        Assert.Equal(12, (await host.GetBatchAsync(id)).Counts.Done);
    }

    [Fact]
    public async Task A_lane_that_was_terminated_stays_as_long_as_its_batch_runs()
    {
        await using var world = await PipelineWorld.CreateAsync(generationSeconds: 86_400);
        await using var host = await world.StartHostAsync(("Retention:Instances", "02:00:00"), ("Polling:Deadline", "3.00:00:00"));
        var id = await host.StartBatchAsync(new { max_concurrency = 2, items = BatchCalls.Items(4) });
        await host.RunUntilAsync(async () => (await host.GetBatchAsync(id)).Counts.Running >= 2);
        var lane = BatchIds.LanePrefix(id, 0) + "001";
        await host.Durable.TerminateInstanceAsync(lane);

        await host.PassAsync(TimeSpan.FromHours(6));
        await PurgeAsync(host);

        Assert.Equal(OrchestrationRuntimeStatus.Terminated, (await host.Durable.GetInstanceAsync(lane))!.RuntimeStatus);
    }

    [Fact]
    public async Task Lanes_of_a_batch_that_somebody_deleted_hold_up_nothing()
    {
        await using var world = await PipelineWorld.CreateAsync();
        await using var host = await world.StartHostAsync(("Retention:Instances", "01:00:00"));
        var (id, lane) = await StartWithoutALaneAsync(host);
        await host.RunBatchAsync(id);

        await new BlobStore(world.Blobs).DeleteAsync(BlobPaths.BatchState(id), CancellationToken.None);
        await host.PassAsync(TimeSpan.FromHours(2));
        await PurgeAsync(host);

        Assert.Null(await host.Durable.GetInstanceAsync(lane));
    }

    // A batch of twelve, one of whose three lanes was terminated on the way.
    private static async Task<(string Batch, string Lane)> StartWithoutALaneAsync(PipelineHost host)
    {
        var id = await host.StartBatchAsync(new { max_concurrency = 3, items = BatchCalls.Items(12) });
        await host.RunUntilAsync(async () => (await host.GetBatchAsync(id)).Counts.Succeeded >= 3);
        var lane = BatchIds.LanePrefix(id, 0) + "001";
        await host.Durable.TerminateInstanceAsync(lane);
        return (id, lane);
    }

    private static object Request(string? firstFrame = null) =>
        new { provider = "tokenhub", prompt = "A lamp", duration = 5, resolution = "720p", first_frame = firstFrame };

    private static async Task<List<string>> InputsAsync(PipelineWorld world) =>
        await new BlobStore(world.Blobs).ListAsync("inputs/", CancellationToken.None).Select(blob => blob.Name).ToListAsync();

    // Virtual days pass in a second: the timer's own run may still be under way when they are over.
    private static Task PurgeAsync(PipelineHost host) => ActivatorUtilities.CreateInstance<PurgeInstances>(host.Services)
        .RunAsync(new TimerInfo(), host.Durable, CancellationToken.None);
}
