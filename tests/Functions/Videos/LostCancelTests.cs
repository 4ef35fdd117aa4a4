using Microsoft.Extensions.DependencyInjection;
using VideoPipeline.Functions.Tests.World;
using VideoPipeline.Functions.Videos;
using VideoPipeline.Jobs;

namespace VideoPipeline.Functions.Tests.Videos;

/// <summary>Most looks do not read what people asked for; a cancel whose event was lost is seen all the same.</summary>
public sealed class LostCancelTests
{
    [Fact]
    public async Task Cancel_whose_event_was_lost_is_seen_within_four_looks()
    {
        await using var world = await PipelineWorld.CreateAsync(generationSeconds: 3000);
        await using var host = await world.StartHostAsync();
        var submitted = await host.SubmitAsync(new { provider = "tokenhub", prompt = "A lamp", duration = 5, resolution = "720p" });
        var polls = 0;
        await host.RunUntilAsync(async () => (polls = await PollsAsync(world)) >= 2);

        await host.Services.GetRequiredService<JobControls>().RequestCancelAsync(submitted.Id, CancellationToken.None);
        var job = await host.RunToEndAsync(submitted.Id);

        Assert.Equal(JobStatus.Cancelled, job.Status);
        Assert.InRange(await PollsAsync(world) - polls, 1, 5);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    [InlineData(3, false)]
    [InlineData(4, true)]
    [InlineData(8, true)]
    public void Every_fourth_look_reads_the_control(int looks, bool reads) => Assert.Equal(reads, AttemptDecisions.ReadsControl(looks));

    private static async Task<int> PollsAsync(PipelineWorld world) =>
        (await world.Simulator.TasksAsync("A lamp")).EnumerateArray().Sum(task => task.GetProperty("polls").GetInt32());
}
