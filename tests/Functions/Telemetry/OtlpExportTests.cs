using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Hosting;
using VideoPipeline.Functions.Telemetry;
using VideoPipeline.Functions.Tests.World;

namespace VideoPipeline.Functions.Tests.Telemetry;

[Collection(AloneCollection.Name)]
public sealed class OtlpExportTests
{
    [Fact]
    public async Task Spans_and_metrics_reach_the_configured_endpoint_and_hold_no_secret()
    {
        var received = new ConcurrentQueue<(string Path, string Body)>();
        await using var collector = await CollectAsync(received);
        await using var world = await PipelineWorld.CreateAsync();
        await using (var host = await world.StartHostAsync(
            ("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Urls.Single()), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf")))
        {
            var submitted = await host.SubmitAsync(new { provider = "tokenhub", prompt = "Zinnober", duration = 5, resolution = "720p" });
            await host.RunToEndAsync(submitted.Id);
            // As the host's end does.
            host.Services.GetServices<IHostedService>().OfType<OtlpExport>().Single().Dispose();
        }

        Assert.Contains(received, post => post.Path == "/v1/traces" && post.Body.Contains("SettleVideo", StringComparison.Ordinal));
        Assert.Contains(received, post => post.Path == "/v1/metrics" && post.Body.Contains("videopipeline.billed", StringComparison.Ordinal));
        Assert.All(received, post => Assert.DoesNotContain("Zinnober", post.Body, StringComparison.Ordinal));
        Assert.All(received, post => Assert.DoesNotContain("sig=", post.Body, StringComparison.Ordinal));
    }

    private static async Task<WebApplication> CollectAsync(ConcurrentQueue<(string Path, string Body)> received)
    {
        var builder = WebApplication.CreateSlimBuilder(["--urls=http://127.0.0.1:0"]);
        builder.Logging.ClearProviders();
        var collector = builder.Build();
        collector.Run(async http =>
        {
            using var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body);
            received.Enqueue((http.Request.Path.Value!, Encoding.Latin1.GetString(body.ToArray())));
            http.Response.ContentType = "application/x-protobuf";
        });
        await collector.StartAsync();
        return collector;
    }
}
