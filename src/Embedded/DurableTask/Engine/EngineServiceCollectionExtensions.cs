using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace VideoPipeline.Embedded.DurableTask;

/// <summary>Puts an engine and its client into a host.</summary>
public static class EngineServiceCollectionExtensions
{
    /// <summary>The engine starts and stops with the host; time comes from a registered TimeProvider, else from the system.</summary>
    public static IServiceCollection AddDurableTaskEngine(
        this IServiceCollection services,
        Func<IServiceProvider, DurableTaskRegistry> registry,
        Action<IServiceProvider, DurableTaskEngineOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(registry);
        services.AddLogging();
        services.AddOptions();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => Create(provider, registry(provider), configure));
        services.AddSingleton(provider => provider.GetRequiredService<DurableTaskEngine>().Client);
        services.AddSingleton<IHostedService, EngineHostedService>();
        return services;
    }

    private static DurableTaskEngine Create(
        IServiceProvider services, DurableTaskRegistry registry, Action<IServiceProvider, DurableTaskEngineOptions>? configure)
    {
        var worker = services.GetRequiredService<IOptions<DurableTaskWorkerOptions>>().Value;
        var client = services.GetRequiredService<IOptions<DurableTaskClientOptions>>().Value;
        var options = new DurableTaskEngineOptions
        {
            DataConverter = client.DataConverterIsSet && !worker.DataConverterIsSet ? client.DataConverter : worker.DataConverter,
            MaximumTimerInterval = worker.MaximumTimerInterval,
            Versioning = worker.Versioning,
            DefaultVersion = client.DefaultVersion,
        };
        configure?.Invoke(services, options);
        return new DurableTaskEngine(
            options,
            registry,
            services,
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ILoggerFactory>());
    }

    private sealed class EngineHostedService(DurableTaskEngine engine) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => engine.StartAsync(cancellationToken);

        public Task StopAsync(CancellationToken cancellationToken) => engine.StopAsync(cancellationToken);
    }
}
