using VideoPipeline.Jobs;

namespace VideoPipeline.EndToEnd.Tests;

public sealed class KillTests
{
    private const int Jobs = 20;
    private const int Seed = 20261120;

    [Fact]
    public async Task Jobs_end_paid_once_and_stored_once_when_the_app_is_killed_at_random_moments()
    {
        await using var stack = await Stack.StartAsync(generationSeconds: 0.5, postTimeout: TimeSpan.FromSeconds(4));
        var moments = new Random(Seed);
        var succeeded = 0;
        for (var i = 0; i < Jobs; i++)
        {
            var prompt = $"Product {i} on a table";
            var submitted = await stack.SubmitAsync(prompt);

            await Task.Delay(moments.Next(0, 1500));
            await stack.App.KillAsync();
            await stack.App.RestartAsync();
            var job = await stack.EndOfAsync(submitted.Id);

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
