using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace VideoPipeline.LocalHost.Hosting;

/// <summary>
/// The host's own spans over OTLP where an endpoint is configured: requests that come in and what the durable extension records. The worker
/// sends its own.
/// </summary>
internal static class HostTelemetry
{
    private static readonly string[] s_sources = ["DurableTask.*", "WebJobs.Extensions.DurableTask"];

    /// <summary>Null where nobody wants them.</summary>
    public static TracerProvider? Start(HostSettings settings) =>
        settings.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is not { Length: > 0 }
            ? null
            : Sdk.CreateTracerProviderBuilder()
                .ConfigureServices(services => services.AddSingleton(settings.Configuration))
                .SetResourceBuilder(ResourceBuilder.CreateEmpty().AddService("localhost").AddTelemetrySdk())
                .AddSource(s_sources)
                // gRPC is the worker and its durable client.
                .AddAspNetCoreInstrumentation(requests => requests.Filter = http => http.Request.ContentType?.StartsWith("application/grpc", StringComparison.Ordinal) != true)
                .AddOtlpExporter()
                .Build();
}
