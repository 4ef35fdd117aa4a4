using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using VideoPipeline.Functions.Telemetry;
using VideoPipeline.Functions.Tests.World;
using VideoPipeline.Support.Otlp;

namespace VideoPipeline.Functions.Tests.Telemetry;

[Collection(AloneCollection.Name)]
public sealed class OtlpExportTests
{
    [Fact]
    public async Task Spans_and_metrics_reach_the_configured_endpoint_and_hold_no_secret()
    {
        await using var collector = await OtlpCollector.StartAsync();
        await using var world = await PipelineWorld.CreateAsync();
        await using (var host = await world.StartHostAsync(
            ("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Endpoint), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf")))
        {
            var submitted = await host.SubmitAsync(new { provider = "tokenhub", prompt = "Zinnober", duration = 5, resolution = "720p" });
            await host.RunToEndAsync(submitted.Id);
            // As the host's end does.
            host.Services.GetServices<IHostedService>().OfType<OtlpExport>().Single().Dispose();
        }

        Assert.Contains(collector.Spans, span => span.Name == "SettleVideo");
        Assert.Contains("videopipeline.billed", string.Join(' ', collector.Metrics), StringComparison.Ordinal);
        Assert.All(collector.Bodies, body => Assert.DoesNotContain("Zinnober", body, StringComparison.Ordinal));
        Assert.All(collector.Bodies, body => Assert.DoesNotContain("sig=", body, StringComparison.Ordinal));
    }
}
