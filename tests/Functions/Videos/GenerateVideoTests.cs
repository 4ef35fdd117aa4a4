using VideoPipeline.Functions.Tests.World;
using VideoPipeline.Jobs;

namespace VideoPipeline.Functions.Tests.Videos;

public sealed class GenerateVideoTests
{
    [Theory]
    [InlineData("gogogotoken")]
    [InlineData("seedanceapi")]
    [InlineData("tokenhub")]
    [InlineData("tokenlab")]
    public async Task Job_is_submitted_once_stored_and_billed_as_quoted(string provider)
    {
        await using var world = await PipelineWorld.CreateAsync();
        await using var host = await world.StartHostAsync();

        var submitted = await host.SubmitAsync(new { provider, prompt = "A walnut desk lamp", duration = 5, resolution = "720p" });
        var job = await host.RunToEndAsync(submitted.Id);

        Assert.Equal(JobStatus.Succeeded, job.Status);
        Assert.Equal(provider, job.Provider);
        Assert.Equal(job.Quote!.AmountUsd, job.Usage!.AmountUsd);
        Assert.True(job.Output!.Video!.Bytes > 1000);
        Assert.Equal(64, job.Output.Video.Sha256.Length);
        Assert.Equal(1, await world.Simulator.AcceptedAsync("walnut"));
    }
}
