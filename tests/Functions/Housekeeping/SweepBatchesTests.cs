using Grpc.Core;
using Microsoft.DurableTask.Client;
using VideoPipeline.Batches;
using VideoPipeline.Functions.Batches;
using VideoPipeline.Functions.Tests.Batches;
using VideoPipeline.Functions.Tests.World;
using VideoPipeline.Jobs;

namespace VideoPipeline.Functions.Tests.Housekeeping;

public sealed class SweepBatchesTests
{
    private const int Items = 30;

    [Fact]
    public async Task A_batch_whose_orchestrations_are_gone_ends_with_every_item_accounted_for_and_can_be_retried()
    {
        await using var world = await PipelineWorld.CreateAsync();
        await using var host = await world.StartHostAsync();
        var id = await StartAsync(host);

        await TerminateAsync(host, BatchIds.LanePrefix(id, 0));
        await TerminateAsync(host, id, exactly: true);
        var broken = await host.RunBatchAsync(id);
        await host.RunUntilAsync(async () => (await host.GetBatchAsync(id)).Counts.TimedOut == 0);
        var settled = await host.GetBatchAsync(id);
        var results = await host.ResultsAsync(id);

        Assert.Equal((BatchStatus.Completed, Items), (broken.Status, broken.Counts.Done));
        Assert.InRange(settled.Counts.Succeeded, 6, Items - 6);
        Assert.Equal(Items, settled.Counts.Succeeded + settled.Counts.Failed);
        Assert.All(results.Where(item => item.Status != JobStatus.Succeeded), item => Assert.Equal("batch_interrupted", item.Error!.Code));
        Assert.Equal(settled.Counts.Succeeded, await world.Simulator.AcceptedAsync("item-"));

        await host.RetryBatchAsync(id);
        var retried = await host.RunBatchAsync(id);

        Assert.Equal((Items, 0), (retried.Counts.Succeeded, retried.Counts.Failed));
        Assert.Equal(Items, await world.Simulator.AcceptedAsync("item-"));
        Assert.Equal(retried.BilledUsd, (await host.ResultsAsync(id)).Sum(item => item.AmountUsd ?? 0));
    }

    [Fact]
    public async Task A_batch_that_has_lost_one_lane_ends_when_the_others_have()
    {
        await using var world = await PipelineWorld.CreateAsync();
        await using var host = await world.StartHostAsync();
        var id = await StartAsync(host);

        await TerminateAsync(host, BatchIds.LanePrefix(id, 0) + "001");
        var batch = await host.RunBatchAsync(id);
        await host.RunUntilAsync(async () => (await host.GetBatchAsync(id)).Counts.TimedOut == 0);
        var settled = await host.GetBatchAsync(id);

        // What the lane had claimed and not begun is all that is left.
        Assert.Equal(Items, batch.Counts.Done);
        Assert.InRange(settled.Counts.Failed, 0, 2);
        Assert.Equal(Items, settled.Counts.Succeeded + settled.Counts.Failed);
        Assert.Equal(settled.Counts.Succeeded, await world.Simulator.AcceptedAsync("item-"));
    }

    [Fact]
    public async Task Lanes_that_outlive_their_batch_are_left_to_their_work()
    {
        await using var world = await PipelineWorld.CreateAsync();
        await using var host = await world.StartHostAsync();
        var id = await StartAsync(host);

        await TerminateAsync(host, id, exactly: true);
        var batch = await host.RunBatchAsync(id);

        Assert.Equal((Items, Items), (batch.Counts.Done, batch.Counts.Succeeded));
        Assert.Equal(Items, await world.Simulator.AcceptedAsync("item-"));
    }

    private static async Task<string> StartAsync(PipelineHost host)
    {
        var id = await host.StartBatchAsync(new { max_concurrency = 3, items = BatchCalls.Items(Items) });
        await host.RunUntilAsync(async () => (await host.GetBatchAsync(id)).Counts.Succeeded >= 6);
        return id;
    }

    private static async Task TerminateAsync(PipelineHost host, string prefix, bool exactly = false)
    {
        await foreach (var instance in host.Durable.GetAllInstancesAsync(new OrchestrationQuery(InstanceIdPrefix: prefix)))
        {
            if (!instance.IsCompleted && (!exactly || instance.InstanceId == prefix))
            {
                try
                {
                    await host.Durable.TerminateInstanceAsync(instance.InstanceId);
                }
                catch (RpcException ended) when (ended.StatusCode == StatusCode.FailedPrecondition)
                {
                    // It has failed meanwhile, because a child of its was terminated.
                }
            }
        }
    }
}
