using System.Net.Http.Json;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using VideoPipeline.Functions.Housekeeping;
using VideoPipeline.Functions.Tests.World;
using VideoPipeline.Jobs;
using VideoPipeline.Storage;
using VideoPipeline.Usage;

namespace VideoPipeline.Functions.Tests.Housekeeping;

public sealed class RollUpUsageTests
{
    [Fact]
    public async Task A_day_is_summed_when_it_is_over()
    {
        await using var world = await PipelineWorld.CreateAsync();
        await using var host = await world.StartHostAsync();
        var day = DateOnly.FromDateTime(world.Time.GetUtcNow().UtcDateTime);
        foreach (var provider in (string[])["tokenhub", "tokenlab", "tokenhub"])
        {
            await host.RunToEndAsync((await SubmitAsync(host, provider)).Id);
        }

        await host.PassAsync(TimeSpan.FromDays(1));
        var report = await RollUpAsync(world, host, day);
        var asked = await host.Http.GetFromJsonAsync<UsageReport>($"/api/usage?from={day:O}&to={day:O}", Json.Options);

        Assert.Equal((day, day), (report!.From, report.To));
        Assert.Equal(
            [("tokenhub", 2), ("tokenlab", 1)],
            report.Rows.Select(row => (row.Provider!, row.Attempts)).Order());
        Assert.Equal((3, asked!.Total), (report.Total.Attempts, report.Total));
        Assert.True(report.Total.AmountUsd > 0);
    }

    [Fact]
    public async Task A_job_that_settles_on_a_later_day_is_summed_under_the_day_of_its_submit()
    {
        await using var world = await PipelineWorld.CreateAsync(generationSeconds: 60);
        var day = DateOnly.FromDateTime(world.Time.GetUtcNow().UtcDateTime);
        JobDocument job;
        await using (var host = await world.StartHostAsync())
        {
            await host.PassAsync(TimeSpan.FromHours(20));
            job = await SubmitAsync(host, "tokenhub");
            await host.RunUntilAsync(async () => (await host.GetAsync(job.Id)).ProviderTaskId is not null);
        }

        await using (var host = await world.StartHostAsync(("Providers:tokenhub:ApiKey", "")))
        {
            Assert.Equal(JobStatus.TimedOut, (await host.RunToEndAsync(job.Id)).Status);
            await host.PassAsync(TimeSpan.FromHours(5));
            Assert.Null(await RollUpAsync(world, host, day));
        }

        await using var again = await world.StartHostAsync();
        await again.RunUntilAsync(async () => (await again.GetAsync(job.Id)).Status == JobStatus.Succeeded, TimeSpan.FromHours(3));
        var report = await RollUpAsync(world, again, day);

        Assert.Equal((await again.GetAsync(job.Id)).Usage!.AmountUsd, report!.Total.AmountUsd);
    }

    private static Task<JobDocument> SubmitAsync(PipelineHost host, string provider) =>
        host.SubmitAsync(new { provider, prompt = "A lamp", duration = 5, resolution = "720p" });

    // The function itself, not its timer: a virtual night passes in less time than a busy machine may need for its run.
    private static async Task<UsageReport?> RollUpAsync(PipelineWorld world, PipelineHost host, DateOnly day)
    {
        await ActivatorUtilities.CreateInstance<RollUpUsage>(host.Services).RunAsync(new TimerInfo(), CancellationToken.None);
        return (await new BlobStore(world.Blobs).ReadAsync<UsageReport>(BlobPaths.RollUp(day), CancellationToken.None))?.Value;
    }
}
