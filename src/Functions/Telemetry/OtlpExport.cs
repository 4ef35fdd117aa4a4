using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using VideoPipeline.Telemetry;

namespace VideoPipeline.Functions.Telemetry;

/// <summary>Sends spans and metrics over OTLP from the host's start until its end.</summary>
internal sealed class OtlpExport(IConfiguration configuration) : IHostedService, IDisposable
{
    /// <summary>
    /// Ours, and the platform's own spans that they stand among. The worker's web server has none of its own: a request is the host's span, and
    /// the function's.
    /// </summary>
    public static string[] Sources { get; } =
    [
        PipelineTelemetry.Name, "Microsoft.Azure.Functions.Worker", "Microsoft.DurableTask", "Azure.Storage.*", "Azure.Messaging.*",
        "System.Net.Http",
    ];

    /// <summary>Ours, and the platform's own figures.</summary>
    public static string[] Meters { get; } =
        [PipelineTelemetry.Name, "Polly", "System.Runtime", "System.Net.Http", "Microsoft.AspNetCore.Hosting"];

    private TracerProvider? _traces;
    private MeterProvider? _metrics;

    /// <summary>What every signal says of this app; <c>OTEL_SERVICE_NAME</c> wins.</summary>
    public static ResourceBuilder Resource() =>
        ResourceBuilder.CreateEmpty().AddService("videopipeline").AddTelemetrySdk().AddEnvironmentVariableDetector();

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _traces = Sdk.CreateTracerProviderBuilder()
            .ConfigureServices(services => services.AddSingleton(configuration))
            .SetResourceBuilder(Resource())
            .AddSource(Sources)
            .AddProcessor(new SpanFilter())
            .AddOtlpExporter()
            .Build();
        _metrics = Sdk.CreateMeterProviderBuilder()
            .ConfigureServices(services => services.AddSingleton(configuration))
            .SetResourceBuilder(Resource())
            .AddMeter(Meters)
            .AddOtlpExporter()
            .Build();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // Flushes what is left; as late as possible, so that the last steps are in it.
    public void Dispose()
    {
        _traces?.Dispose();
        _metrics?.Dispose();
    }
}
