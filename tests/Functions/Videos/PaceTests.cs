using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using VideoPipeline.Functions.Tests.Batches;
using VideoPipeline.Functions.Tests.World;
using VideoPipeline.Jobs;
using VideoPipeline.Simulator;

namespace VideoPipeline.Functions.Tests.Videos;

/// <summary>Resellers that take two submits a second and no more.</summary>
public sealed class PaceTests
{
    [Fact]
    public async Task Sixty_items_are_submitted_within_a_minute_at_two_a_second()
    {
        var (took, received) = await SubmittedAsync(items: 60, lanes: 20, maxRate: 2);

        Assert.InRange(took, TimeSpan.Zero, TimeSpan.FromSeconds(60));
        // The first crowd is refused once, all of it at most.
        Assert.InRange(received, 60, 80);
    }

    [Fact]
    public async Task Six_hundred_items_keep_close_to_the_rate_and_are_seldom_refused()
    {
        var (took, received) = await SubmittedAsync(items: 600, lanes: 20, maxRate: 2);

        Assert.InRange(600 / took.TotalSeconds, 1.8, 2.1);
        // One in twenty, and the first crowd.
        Assert.InRange(received, 600, 650);
    }

    [Fact]
    public async Task Auto_goes_round_a_provider_that_asks_for_more_patience_than_is_set()
    {
        await using var world = await PipelineWorld.CreateAsync();
        await using var host = await world.StartHostAsync();
        var cheapest = await FirstChoiceAsync(host, "a calm lake");
        await world.Simulator.AddFaultAsync("429 retry_after=7200", dialect: cheapest);

        var round = await host.RunToEndAsync((await host.SubmitAsync(Request("a lake in the rain"))).Id);
        var next = await host.RunToEndAsync((await host.SubmitAsync(Request("a lake in the sun"))).Id);

        Assert.Equal((JobStatus.Succeeded, JobStatus.Succeeded), (round.Status, next.Status));
        Assert.NotEqual(cheapest, round.Provider);
        Assert.Equal("provider_busy", round.Attempts![0].Error?.Code);
        Assert.Equal(cheapest, round.Attempts![0].Provider);
        Assert.Equal([cheapest, round.Provider], next.Attempts!.Select(attempt => attempt.Provider));
    }

    [Fact]
    public async Task A_job_that_is_paced_for_ever_is_given_up_like_any_other()
    {
        await using var world = await PipelineWorld.CreateAsync();
        await using var host = await world.StartHostAsync();
        await world.Simulator.AddFaultAsync("429 retry_after=2 times=0", dialect: "tokenhub");

        var job = await host.RunToEndAsync((await host.SubmitAsync(new { provider = "tokenhub", prompt = "a calm lake", duration = 5 })).Id);

        Assert.Equal((JobStatus.Failed, "provider_busy"), (job.Status, job.Error?.Code));
    }

    private static async Task<string> FirstChoiceAsync(PipelineHost host, string prompt) =>
        (await host.RunToEndAsync((await host.SubmitAsync(Request(prompt))).Id)).Provider!;

    private static object Request(string prompt) => new { prompt, duration = 5 };

    private static async Task<(TimeSpan Took, int Received)> SubmittedAsync(int items, int lanes, double maxRate)
    {
        await using var world = await PipelineWorld.CreateAsync(
            generationSeconds: 4,
            simulator: services => services.Configure<SimulatorOptions>(options =>
                options.Dialects["tokenhub"] = new DialectOptions { SubmitsPerSecond = maxRate }));
        // The lanes are soon free again, so that the reseller's rate is all that they wait for.
        await using var host = await world.StartHostAsync(("Polling:FirstLook", "00:00:06"));

        await host.RunBatchAsync(await host.StartBatchAsync(new { max_concurrency = lanes, items = BatchCalls.Items(items) }));

        var posts = (await world.Simulator.SubmissionsAsync("")).EnumerateArray().ToList();
        DateTimeOffset[] accepted = [.. posts.Where(post => post.GetProperty("accepted").GetBoolean()).Select(At).Order()];
        Assert.Equal(items, accepted.Length);
        return (accepted[^1] - posts.Min(At), posts.Count);

        static DateTimeOffset At(JsonElement post) => post.GetProperty("received_at").GetDateTimeOffset();
    }
}
