using Azure.Monitor.OpenTelemetry.Exporter;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using VideoPipeline.Functions.Telemetry;
using VideoPipeline.Telemetry;

namespace VideoPipeline.Functions.Tests.Telemetry;

/// <summary>What the worker sends by itself, and to whom.</summary>
public sealed class WorkerExportTests
{
    private const string Insights = "APPLICATIONINSIGHTS_CONNECTION_STRING";
    private const string Identity = "APPLICATIONINSIGHTS_AUTHENTICATION_STRING";
    private const string Connection = "InstrumentationKey=00000000-0000-0000-0000-000000000000";

    [Fact]
    public void Application_insights_gets_every_log_event_whether_its_trace_is_sampled_or_not()
    {
        using var services = Services((Insights, Connection));

        var options = Exporter(services);
        Assert.Equal(Connection, options.ConnectionString);
        Assert.False(options.EnableTraceBasedLogsSampler);
        Assert.True(WorkerExports(services));
    }

    [Fact]
    public void Application_insights_without_keys_is_reached_by_identity()
    {
        using var services = Services((Insights, Connection), (Identity, "ClientId=1;Authorization=AAD"));

        Assert.IsType<Azure.Identity.DefaultAzureCredential>(Exporter(services).Credential);
    }

    [Fact]
    public void Application_insights_with_keys_needs_no_identity()
    {
        using var services = Services((Insights, Connection));

        Assert.Null(Exporter(services).Credential);
    }

    [Fact]
    public void Spans_and_figures_of_the_product_are_among_what_is_sent()
    {
        Assert.Contains(PipelineTelemetry.Name, OtlpExport.Sources);
        Assert.Contains(PipelineTelemetry.Name, OtlpExport.Meters);
        using var services = Services((Insights, Connection));

        Assert.NotNull(services.GetService<TracerProvider>());
        Assert.NotNull(services.GetService<MeterProvider>());
        Assert.True(PipelineTelemetry.Source.HasListeners());
    }

    [Fact]
    public void Collector_alone_keeps_the_host_from_sending_the_worker_s_logs_again()
    {
        using var services = Services((TelemetryServices.EndpointSetting, "http://localhost:4317"));

        Assert.True(WorkerExports(services));
        Assert.Null(Exporter(services).ConnectionString);
    }

    [Fact]
    public void Without_a_destination_telemetry_is_left_to_the_host()
    {
        using var services = Services();

        Assert.False(WorkerExports(services));
        Assert.Null(Exporter(services).ConnectionString);
    }

    private static AzureMonitorExporterOptions Exporter(IServiceProvider services) =>
        services.GetRequiredService<IOptions<AzureMonitorExporterOptions>>().Value;

    // The capability by which the host is told to leave the worker's telemetry to the worker.
    private static bool WorkerExports(IServiceProvider services) =>
        services.GetRequiredService<IOptions<WorkerOptions>>().Value.Capabilities.ContainsKey("WorkerOpenTelemetryEnabled");

    private static ServiceProvider Services(params (string Name, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Name, (string?)setting.Value)))
            .Build();
        return new ServiceCollection().AddSingleton<IConfiguration>(configuration).AddTelemetry(configuration).BuildServiceProvider();
    }
}
