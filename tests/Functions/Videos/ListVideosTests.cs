using Microsoft.Extensions.DependencyInjection;
using VideoPipeline.Functions.Tests.World;
using VideoPipeline.Jobs;
using VideoPipeline.Storage;

namespace VideoPipeline.Functions.Tests.Videos;

/// <summary>The list and the job say the same, at every moment of a life in which something can be seen.</summary>
public sealed class ListVideosTests
{
    // A prompt, a provider, and the states that the job is seen in.
    public static TheoryData<string, string, JobStatus[]> Lives => new()
    {
        { "A lamp", "tokenhub", [JobStatus.Running, JobStatus.Succeeded] },
        { "A lamp", "auto", [JobStatus.Running, JobStatus.Succeeded] },
        { "A lamp [fault:429 retry_after=30 times=3]", "tokenhub", [JobStatus.Submitting, JobStatus.Running, JobStatus.Succeeded] },
        { "A lamp [fault:truncated times=2]", "tokenhub", [JobStatus.Running, JobStatus.Storing, JobStatus.Succeeded] },
        { "A lamp [fault:truncated]", "tokenhub", [JobStatus.Running, JobStatus.Storing, JobStatus.TimedOut] },
        { "A lamp [fault:late seconds=7200]", "tokenhub", [JobStatus.Running, JobStatus.TimedOut, JobStatus.Succeeded] },
        { "A lamp [fault:503]", "tokenhub", [JobStatus.Ambiguous] },
        { "A lamp [fault:failed]", "tokenhub", [JobStatus.Running, JobStatus.Failed] },
        { "A lamp [fault:error-code as=balance]", "tokenhub", [JobStatus.Failed] },
    };

    [Theory]
    [MemberData(nameof(Lives))]
    public async Task List_says_what_the_job_says_its_whole_life_long(string prompt, string provider, JobStatus[] states)
    {
        await using var world = await PipelineWorld.CreateAsync(generationSeconds: 60);
        await using var host = await world.StartHostAsync();
        var submitted = await host.SubmitAsync(new { provider, prompt, duration = 5, resolution = "720p" });
        var seen = new List<JobStatus>();

        await host.RunUntilAsync(async () =>
        {
            var job = await host.GetAsync(submitted.Id);
            Assert.Equal((job.Status, job.Provider), (await Listing.ReadAsync(host))[job.Id]);
            Assert.Contains(job.Id, await Listing.ReadAsync(host, $"&status={Name(job.Status)}"));
            seen.Add(job.Status);
            return states.All(seen.Contains);
        });

        Assert.Equal(states, seen.Distinct());
    }

    [Fact]
    public async Task Every_running_state_is_listed_when_storage_is_about_to_hold_its_work()
    {
        await using var world = await PipelineWorld.CreateAsync();
        await using var host = await world.StartHostAsync();
        var index = host.Services.GetRequiredService<JobIndex>();
        var listed = new List<JobStatus>();
        world.Blobs.Before = async operation =>
        {
            if (operation is { Container: BlobStore.VideosContainer, IsWrite: true } || operation.Name.StartsWith("submissions/", StringComparison.Ordinal))
            {
                var page = await index.ListAsync(new JobFilter(), null, 1, CancellationToken.None);
                listed.AddRange(page.Entries.Select(entry => entry.Status));
            }
        };

        await host.RunToEndAsync((await host.SubmitAsync(new { provider = "tokenhub", prompt = "A lamp", duration = 5, resolution = "720p" })).Id);

        Assert.Equal([JobStatus.Queued, JobStatus.Submitting, JobStatus.Storing], listed.Distinct());
    }

    [Theory]
    [InlineData(JobStatus.Queued, "auto")]
    [InlineData(JobStatus.Submitting, "tokenlab")]
    [InlineData(JobStatus.Ambiguous, "tokenhub")]
    public async Task Sweep_puts_a_wrong_line_right(JobStatus wrong, string provider)
    {
        await using var world = await PipelineWorld.CreateAsync(generationSeconds: 60);
        await using var host = await world.StartHostAsync();
        var submitted = await host.SubmitAsync(
            new { provider = "tokenhub", prompt = "A lamp [fault:late seconds=7200]", duration = 5, resolution = "720p" });
        await host.RunToEndAsync(submitted.Id);
        var request = await host.Services.GetRequiredService<JobDocuments>().RequireRequestAsync(submitted.Id, CancellationToken.None);
        await host.Services.GetRequiredService<JobIndex>().UpdateAsync(request, wrong, provider, CancellationToken.None);

        await host.PassAsync(TimeSpan.FromMinutes(15));

        Assert.Equal((JobStatus.TimedOut, "tokenhub"), (await Listing.ReadAsync(host))[submitted.Id]);
        Assert.Equal(1, await world.Simulator.ReceivedAsync("A lamp"));
    }

    private static string Name(JobStatus status) => status == JobStatus.TimedOut ? "timed_out" : status.ToString().ToLowerInvariant();
}
