using Azure.Core;
using Azure.Monitor.OpenTelemetry.Exporter;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

// What `*.Azure.cs` uses of packages that are in the Azure build only, with the signatures of the versions in Directory.Packages.props. They
// write down what they are told.
#pragma warning disable IDE0130 // They stand where the packages have them.
namespace OpenTelemetry
{
    /// <summary>OpenTelemetry.Extensions.Hosting.</summary>
    public sealed class OpenTelemetryBuilder(IServiceCollection services) : IOpenTelemetryBuilder
    {
        public IServiceCollection Services => services;
    }
}

namespace Microsoft.Extensions.DependencyInjection
{
    using global::OpenTelemetry;

    /// <summary>OpenTelemetry.Extensions.Hosting.</summary>
    public static class OpenTelemetryServicesExtensions
    {
        public static OpenTelemetryBuilder AddOpenTelemetry(this IServiceCollection services) => new(services);
    }
}

namespace Microsoft.Azure.Functions.Worker.OpenTelemetry
{
    using global::OpenTelemetry;

    public static class ConfigureFunctionsOpenTelemetry
    {
        public static IOpenTelemetryBuilder UseFunctionsWorkerDefaults(this IOpenTelemetryBuilder builder)
        {
            builder.Services.TryAddSingleton<WorkerDefaults>();
            return builder;
        }
    }

    /// <summary>The host has been told that the worker exports by itself.</summary>
    public sealed class WorkerDefaults;
}

namespace Azure.Monitor.OpenTelemetry.Exporter
{
    using global::OpenTelemetry;

    public static class OpenTelemetryBuilderExtensions
    {
        public static IOpenTelemetryBuilder UseAzureMonitorExporter(
            this IOpenTelemetryBuilder builder, Action<AzureMonitorExporterOptions> configureAzureMonitor)
        {
            var options = new AzureMonitorExporterOptions();
            configureAzureMonitor(options);
            builder.Services.AddSingleton(options);
            return builder;
        }
    }

    public sealed class AzureMonitorExporterOptions
    {
        public string? ConnectionString { get; set; }

        public TokenCredential? Credential { get; set; }

        public bool EnableTraceBasedLogsSampler { get; set; } = true;
    }
}
