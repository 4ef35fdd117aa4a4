using Azure.Identity;
using Azure.Monitor.OpenTelemetry.Exporter;
using Microsoft.Azure.Functions.Worker.OpenTelemetry;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Trace;

namespace VideoPipeline.Functions.Telemetry;

/// <summary>On Azure the worker sends its own spans, metrics and logs to Application Insights.</summary>
internal static class WorkerExport
{
    private const string InsightsSetting = "APPLICATIONINSIGHTS_CONNECTION_STRING";

    // Its presence says that Application Insights takes identities only; the identity is the app's.
    private const string InsightsIdentitySetting = "APPLICATIONINSIGHTS_AUTHENTICATION_STRING";

    public static void Add(IServiceCollection services, IConfiguration configuration)
    {
        var insights = configuration[InsightsSetting];
        if (insights is not { Length: > 0 } && configuration[TelemetryServices.EndpointSetting] is not { Length: > 0 })
        {
            return;
        }

        // Tells the host to leave the worker's telemetry to the worker, whoever it sends it to.
        var telemetry = services.AddOpenTelemetry().UseFunctionsWorkerDefaults();
        if (insights is not { Length: > 0 })
        {
            return;
        }

        telemetry
            .WithTracing(traces => traces.AddSource(OtlpExport.Sources).AddProcessor(new SpanFilter()))
            .WithMetrics(metrics => metrics.AddMeter(OtlpExport.Meters))
            .UseAzureMonitorExporter(options =>
            {
                options.ConnectionString = insights;

                // Traces are sampled, at the exporter's own rate; the log events of a lost job are not.
                options.EnableTraceBasedLogsSampler = false;
                if (configuration[InsightsIdentitySetting] is { Length: > 0 })
                {
                    options.Credential = new DefaultAzureCredential(
                        new DefaultAzureCredentialOptions { ManagedIdentityClientId = configuration["AZURE_CLIENT_ID"] });
                }
            });
    }
}
