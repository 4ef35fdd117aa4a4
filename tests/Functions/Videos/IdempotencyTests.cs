using System.Net;
using Microsoft.DurableTask.Client;
using VideoPipeline.Functions.Tests.World;
using VideoPipeline.Jobs;

namespace VideoPipeline.Functions.Tests.Videos;

public sealed class IdempotencyTests
{
    private static readonly object s_request = new { provider = "tokenhub", prompt = "A tent at dusk", duration = 5 };

    [Fact]
    public async Task Twenty_concurrent_posts_with_one_key_make_one_job()
    {
        await using var world = await PipelineWorld.CreateAsync();
        await using var host = await world.StartHostAsync();

        var jobs = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => host.SubmitAsync(s_request, "order-7")));
        var job = await host.RunToEndAsync(jobs[0].Id);

        Assert.Single(jobs.Select(each => each.Id).Distinct());
        Assert.Equal(JobStatus.Succeeded, job.Status);
        Assert.Equal(1, await world.Simulator.ReceivedAsync("tent"));
    }

    [Fact]
    public async Task Key_answers_the_same_job_after_completion_and_after_purge()
    {
        await using var world = await PipelineWorld.CreateAsync();
        await using var host = await world.StartHostAsync();
        var job = await host.RunToEndAsync((await host.SubmitAsync(s_request, "order-7")).Id);

        var afterCompletion = await host.SubmitAsync(s_request, "order-7");
        await host.Durable.PurgeInstanceAsync(job.Id);
        var afterPurge = await host.SubmitAsync(s_request, "order-7");

        Assert.Equal((job.Id, JobStatus.Succeeded), (afterCompletion.Id, afterCompletion.Status));
        Assert.Equal((job.Id, JobStatus.Succeeded), (afterPurge.Id, afterPurge.Status));
        Assert.Null(await host.Durable.GetInstanceAsync(job.Id));
        Assert.Equal(1, await world.Simulator.ReceivedAsync("tent"));
    }

    [Fact]
    public async Task Key_with_another_body_is_a_conflict()
    {
        await using var world = await PipelineWorld.CreateAsync();
        await using var host = await world.StartHostAsync();
        await host.SubmitAsync(s_request, "order-7");

        using var other = await host.PostAsync("/api/videos", new { provider = "tokenhub", prompt = "A boat" }, ("Idempotency-Key", "order-7"));

        Assert.Equal(HttpStatusCode.Conflict, other.StatusCode);
        Assert.Contains("idempotency_conflict", await other.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Same_request_without_a_key_makes_another_job()
    {
        await using var world = await PipelineWorld.CreateAsync();
        await using var host = await world.StartHostAsync();

        var first = await host.SubmitAsync(s_request);
        var second = await host.SubmitAsync(s_request);

        Assert.NotEqual(first.Id, second.Id);
    }
}
