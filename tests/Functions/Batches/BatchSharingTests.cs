using System.Text.Json;
using VideoPipeline.Functions.Batches;
using VideoPipeline.Functions.Tests.World;

namespace VideoPipeline.Functions.Tests.Batches;

public sealed class BatchSharingTests
{
    private const int Limit = 4;

    [Fact]
    public async Task Small_batch_gets_its_share_of_a_provider_s_limit_beside_a_large_one()
    {
        await using var world = await PipelineWorld.CreateAsync();
        await using var host = await world.StartHostAsync(("Providers:tokenhub:MaxConcurrency", $"{Limit}"));
        var most = 0;

        var large = await host.StartBatchAsync(new { max_concurrency = 40, items = BatchCalls.Items(80) });
        await host.RunUntilAsync(async () => (await host.GetBatchAsync(large)).Counts.Succeeded >= Limit);
        var before = (await host.GetBatchAsync(large)).Counts.Succeeded;
        var small = await host.StartBatchAsync(new { max_concurrency = 4, items = BatchCalls.Items(12) });
        await host.RunUntilAsync(async () =>
        {
            most = Math.Max(most, await InFlightAsync(world));
            return (await host.GetBatchAsync(small)).Status != BatchStatus.Running;
        });
        var meanwhile = (await host.GetBatchAsync(large)).Counts.Succeeded - before;
        var all = await host.RunBatchAsync(large);

        // By lanes the small one would get a tenth, and the large one a hundred in the meantime.
        Assert.Equal(Limit, most);
        Assert.InRange(meanwhile, 4, 24);
        Assert.Equal((80, 12), (all.Counts.Succeeded, (await host.GetBatchAsync(small)).Counts.Succeeded));
        Assert.Equal(92, await world.Simulator.AcceptedAsync("item-"));
    }

    [Fact]
    public async Task A_429_to_one_batch_slows_the_other_down_too()
    {
        await using var world = await PipelineWorld.CreateAsync();
        await using var host = await world.StartHostAsync();
        await world.Simulator.AddFaultAsync("429 retry_after=20", match: "item-001", count: 2);
        var first = await host.StartBatchAsync(new { name = "first", max_concurrency = 1, items = BatchCalls.Items(1) });
        await host.RunUntilAsync(async () => await world.Simulator.ReceivedAsync("item-001") >= 1);
        var refused = world.Time.GetUtcNow();

        var second = await host.StartBatchAsync(new { name = "second", max_concurrency = 10, items = BatchCalls.Items(20).Skip(1).ToArray() });
        await host.RunBatchAsync(second);
        await host.RunBatchAsync(first);

        var sent = (await world.Simulator.SubmissionsAsync("item-")).EnumerateArray()
            .Where(submit => !submit.GetProperty("prompt").GetString()!.Contains("item-001", StringComparison.Ordinal))
            .Select(submit => submit.GetProperty("received_at").GetDateTimeOffset())
            .Order().ToList();
        Assert.Equal(19, sent.Count);
        Assert.True(sent[0] >= refused + TimeSpan.FromSeconds(19), $"{sent[0]:O}, though refused until {refused + TimeSpan.FromSeconds(20):O}");
        Assert.Equal(20, await world.Simulator.AcceptedAsync("item-"));
    }

    private static async Task<int> InFlightAsync(PipelineWorld world) => (await world.Simulator.TasksAsync("item-")).EnumerateArray()
        .Count(task => task.GetProperty("status").GetString() is "queued" or "running");
}
