using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Logs;

namespace VideoPipeline.Functions.Telemetry;

/// <summary>
/// Telemetry over OTLP, where an endpoint is configured; the standard <c>OTEL_*</c> settings say the rest. On Azure also to Application Insights.
/// </summary>
public static class TelemetryServices
{
    public const string EndpointSetting = "OTEL_EXPORTER_OTLP_ENDPOINT";

    public static IServiceCollection AddTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        // Its request lines quote whole addresses, and a callback's has the signature in it.
        services.AddLogging(logging => logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning));
        services.Configure<OpenTelemetryLoggerOptions>(options => options.IncludeFormattedMessage = true);
        WorkerExport.Add(services, configuration);
        if (configuration[EndpointSetting] is not { Length: > 0 })
        {
            return services;
        }

        return services
            .AddHostedService<OtlpExport>()
            .AddLogging(logging => logging.AddOpenTelemetry(options => options.SetResourceBuilder(OtlpExport.Resource()).AddOtlpExporter()));
    }
}
