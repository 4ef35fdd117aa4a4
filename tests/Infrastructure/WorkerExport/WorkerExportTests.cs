using Azure.Monitor.OpenTelemetry.Exporter;
using Microsoft.Azure.Functions.Worker.OpenTelemetry;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using VideoPipeline.Functions.Telemetry;
using VideoPipeline.Telemetry;
using Xunit;

namespace VideoPipeline.Infrastructure.Tests.WorkerExport;

/// <summary>The half of the telemetry that is in the Azure build only, compiled here against the signatures of its packages.</summary>
public sealed class WorkerExportTests
{
    private const string Insights = "APPLICATIONINSIGHTS_CONNECTION_STRING";
    private const string Identity = "APPLICATIONINSIGHTS_AUTHENTICATION_STRING";
    private const string Connection = "InstrumentationKey=00000000-0000-0000-0000-000000000000";

    [Fact]
    public void Application_insights_gets_every_log_event_whether_its_trace_is_sampled_or_not()
    {
        using var services = Services((Insights, Connection));

        var options = services.GetRequiredService<AzureMonitorExporterOptions>();
        Assert.Equal(Connection, options.ConnectionString);
        Assert.False(options.EnableTraceBasedLogsSampler);
        Assert.NotNull(services.GetService<WorkerDefaults>());
    }

    [Fact]
    public void Application_insights_without_keys_is_reached_by_identity()
    {
        using var services = Services((Insights, Connection), (Identity, "ClientId=1;Authorization=AAD"));

        Assert.IsType<Azure.Identity.DefaultAzureCredential>(services.GetRequiredService<AzureMonitorExporterOptions>().Credential);
    }

    [Fact]
    public void Application_insights_with_keys_needs_no_identity()
    {
        using var services = Services((Insights, Connection));

        Assert.Null(services.GetRequiredService<AzureMonitorExporterOptions>().Credential);
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

        Assert.NotNull(services.GetService<WorkerDefaults>());
        Assert.Null(services.GetService<AzureMonitorExporterOptions>());
    }

    [Fact]
    public void Without_a_destination_telemetry_is_left_to_the_host()
    {
        using var services = Services();

        Assert.Null(services.GetService<WorkerDefaults>());
        Assert.Null(services.GetService<AzureMonitorExporterOptions>());
    }

    private static ServiceProvider Services(params (string Name, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Name, (string?)setting.Value)))
            .Build();
        return new ServiceCollection().AddSingleton<IConfiguration>(configuration).AddTelemetry(configuration).BuildServiceProvider();
    }
}
