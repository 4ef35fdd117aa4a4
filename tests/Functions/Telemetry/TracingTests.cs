using System.Collections.Concurrent;
using System.Diagnostics;
using VideoPipeline.Functions.Tests.World;
using VideoPipeline.Jobs;
using VideoPipeline.Telemetry;

namespace VideoPipeline.Functions.Tests.Telemetry;

[Collection(AloneCollection.Name)]
public sealed class TracingTests
{
    private const string TraceId = "4bf92f3577b34da6a3ce929d0e0e4736";
    private const string Caller = $"00-{TraceId}-00f067aa0ba902b7-01";

    [Fact]
    public async Task Job_is_one_trace_from_the_request_to_the_ledger()
    {
        var spans = new ConcurrentQueue<Activity>();
        using var listener = Listen(spans);
        await using var world = await PipelineWorld.CreateAsync();
        await using var host = await world.StartHostAsync();

        var job = await RunAsync(host);

        var steps = spans.Where(span => span.GetTagItem(JobTrace.JobTag) as string == job.Id).ToList();
        Assert.Equal(
            ["AdmitVideo", "CompleteVideo", "LookAtVideo", "PlanVideo", "PrepareSubmission", "SettleVideo", "StoreVideo", "SubmitVideo"],
            steps.Select(span => span.OperationName).Distinct().Order(StringComparer.Ordinal));
        Assert.All(steps, span => Assert.Equal(TraceId, span.TraceId.ToHexString()));
        var door = Assert.Single(steps, span => span.OperationName == "AdmitVideo");
        Assert.All(steps.Where(span => span != door), span => Assert.Equal(door.SpanId, span.ParentSpanId));
    }

    [Fact]
    public async Task Provider_gets_the_context_of_the_submit()
    {
        var spans = new ConcurrentQueue<Activity>();
        using var listener = Listen(spans);
        await using var world = await PipelineWorld.CreateAsync();
        await using var host = await world.StartHostAsync();

        await RunAsync(host);

        Assert.Equal(TraceId, (await SubmittedWithAsync(world)).TraceId.ToHexString());
    }

    [Fact]
    public async Task Provider_gets_a_context_while_nobody_records_spans()
    {
        await using var world = await PipelineWorld.CreateAsync();
        await using var host = await world.StartHostAsync();

        await RunAsync(host);

        Assert.Equal(TraceId, (await SubmittedWithAsync(world)).TraceId.ToHexString());
    }

    [Fact]
    public async Task Trace_goes_on_in_the_next_process()
    {
        await using var world = await PipelineWorld.CreateAsync();
        string jobId;
        await using (var first = await world.StartHostAsync())
        {
            jobId = await PostAsync(first);
            await first.RunUntilAsync(async () => (await first.GetAsync(jobId)).Status == JobStatus.Running);
            first.Kill();
        }

        var spans = new ConcurrentQueue<Activity>();
        using var listener = Listen(spans);
        await using var second = await world.StartHostAsync();
        await second.RunToEndAsync(jobId);

        var settled = Assert.Single(spans, span => span.OperationName == "SettleVideo" && span.Source.Name == PipelineTelemetry.Name);
        Assert.Equal(TraceId, settled.TraceId.ToHexString());
    }

    [Fact]
    public async Task Batch_item_has_a_trace_that_links_to_its_batch()
    {
        var spans = new ConcurrentQueue<Activity>();
        using var listener = Listen(spans);
        await using var world = await PipelineWorld.CreateAsync();
        await using var host = await world.StartHostAsync();

        using var response = await host.PostAsync(
            "/api/batches",
            new { name = "lamps", items = new[] { new { provider = "tokenhub", prompt = "A lamp", duration = 5, resolution = "720p" } } },
            ("traceparent", Caller));
        Assert.True(response.IsSuccessStatusCode);
        await host.RunUntilAsync(async () => await world.Simulator.AcceptedAsync("A lamp") == 1);

        var entry = Assert.Single(spans, span => span.OperationName == "EnterItem" && span.Source.Name == PipelineTelemetry.Name);
        Assert.Contains(entry.Links, link => link.Context.TraceId.ToHexString() == TraceId);
        Assert.Equal(entry.TraceId, (await SubmittedWithAsync(world)).TraceId);
    }

    private static ActivityListener Listen(ConcurrentQueue<Activity> spans)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is PipelineTelemetry.Name or "Microsoft.AspNetCore",
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    private static async Task<JobDocument> RunAsync(PipelineHost host) => await host.RunToEndAsync(await PostAsync(host));

    private static async Task<string> PostAsync(PipelineHost host)
    {
        using var response = await host.PostAsync(
            "/api/videos", new { provider = "tokenhub", prompt = "A lamp", duration = 5, resolution = "720p" }, ("traceparent", Caller));
        Assert.True(response.IsSuccessStatusCode);
        return response.Headers.Location!.ToString().Split('/')[^1];
    }

    private static async Task<ActivityContext> SubmittedWithAsync(PipelineWorld world)
    {
        var submission = Assert.Single((await world.Simulator.SubmissionsAsync("A lamp")).EnumerateArray());
        Assert.True(ActivityContext.TryParse(submission.GetProperty("trace_parent").GetString(), null, out var context));
        return context;
    }
}
