using VideoPipeline.Jobs;

namespace VideoPipeline.EndToEnd.Tests;

public sealed class KillTests
{
    private const int Jobs = 16;
    private const int Seed = 20261120;

    [Fact]
    public async Task Jobs_end_paid_once_and_stored_once_when_host_and_worker_are_killed_in_turn_at_random_moments()
    {
        await using var stack = await Stack.StartAsync(generationSeconds: 0.5, postTimeout: TimeSpan.FromSeconds(4));
        var moments = new Random(Seed);
        var jobs = new Dictionary<string, string>();
        for (var i = 0; i < Jobs; i++)
        {
            var prompt = $"Product {i} on a table";
            jobs[prompt] = (await stack.SubmitAsync(prompt)).Id;

            await Task.Delay(moments.Next(0, 1500));
            await (i % 2 == 0 ? stack.App.KillAsync() : stack.App.KillWorkerAsync());
            if (i % 2 == 0)
            {
                await stack.App.RestartAsync();
            }
        }

        // The command line tells of it by this line.
        Assert.Contains("The worker ended (137)", stack.App.Output, StringComparison.Ordinal);
        var succeeded = 0;
        foreach (var (prompt, id) in jobs)
        {
            var job = await stack.EndOfAsync(id);
            Assert.True(job.Status is JobStatus.Succeeded or JobStatus.Ambiguous, $"{prompt}: {job.Status}, {job.Error?.Code}");
            Assert.True(await stack.SubmissionsAsync(prompt) <= 1, $"{prompt} was submitted more than once.");
            succeeded += job.Status == JobStatus.Succeeded ? 1 : 0;
            var expected = job.Status == JobStatus.Succeeded ? 1 : 0;
            Assert.Equal(expected, await stack.CountAsync("videos", job.Id + "/", "video.mp4"));
            Assert.Equal(expected, await stack.CountAsync("pipeline", "usage/", job.Id));
        }

        // The moment between a send and its answer is a few milliseconds of a second and a half.
        Assert.True(succeeded >= Jobs / 2, $"Only {succeeded} of {Jobs} succeeded.");
    }
}
