using VideoPipeline.Support.Otlp;

namespace VideoPipeline.EndToEnd.Tests;

/// <summary>What an OTLP viewer gets to see of one job that ran on the host, the worker and the simulated reseller.</summary>
public sealed class TraceTests
{
    [Fact]
    public async Task One_job_is_one_trace_over_host_worker_and_reseller()
    {
        await using var collector = await OtlpCollector.StartAsync();
        await using var stack = await Stack.StartAsync(
            settings: [("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Endpoint), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf")]);
        var job = await stack.SubmitAsync("A walnut desk lamp");
        await stack.EndOfAsync(job.Id);

        await stack.StopAsync();

        var steps = collector.Spans.Where(span => span.Attributes.GetValueOrDefault("videopipeline.job") == job.Id).ToList();
        var trace = Assert.Single(steps.Select(span => span.TraceId).Distinct());
        var spans = collector.Spans.Where(span => span.TraceId == trace).ToList();
        Assert.Equal(["localhost", "simulator", "videopipeline"], spans.Select(span => span.Service).Distinct().Order(StringComparer.Ordinal));
        AssertIsOneTree(spans);
        AssertSaysThingsOnce(spans);
        Assert.All(spans, span => Assert.False(span.IsError, span.Name));
        string[] named =
        [
            "POST api/videos", "AdmitVideo", "PlanVideo", "SubmitVideo", "LookAtVideo", "StoreVideo", "SettleVideo", "CompleteVideo",
            "POST /tokenhub/api/v1/videos/generations", "GET /assets/{task_id}/video.mp4",
        ];
        Assert.Empty(named.Except(spans.Select(span => span.Name)));

        // No step beside it: what else there is are the test's own requests and the timers.
        Assert.Empty(collector.Spans.Where(span => span.TraceId != trace).Select(span => span.Name).Intersect(steps.Select(step => "function " + step.Name)));
        Assert.Contains(collector.Logs, log => log.TraceId == trace && log.Body.StartsWith($"Job {job.Id} has Succeeded", StringComparison.Ordinal));
        Assert.DoesNotContain(collector.Logs, log => log.Body.Contains("{JobId}", StringComparison.Ordinal));
    }

    private static void AssertIsOneTree(List<CollectedSpan> spans)
    {
        var known = spans.Select(span => span.SpanId).ToHashSet();
        var roots = spans.Where(span => !known.Contains(span.ParentId)).Select(span => span.Name);

        Assert.Equal(["POST api/videos"], roots);
    }

    /// <summary>A storage call without the HTTP calls below it, an orchestration without its replays, no talk of the worker with its host.</summary>
    private static void AssertSaysThingsOnce(List<CollectedSpan> spans)
    {
        var storage = spans.Where(span => span.Scope.StartsWith("Azure.Storage.", StringComparison.Ordinal)).Select(span => span.SpanId).ToHashSet();

        Assert.NotEmpty(storage);
        Assert.DoesNotContain(spans, span => storage.Contains(span.ParentId) || span.Scope == "Azure.Core.Http");
        Assert.DoesNotContain(spans, span => span.Name is "function GenerateVideo" || span.Name.Contains("TaskHubSidecarService", StringComparison.Ordinal));
    }
}
