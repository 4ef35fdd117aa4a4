using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using VideoPipeline.Embedded.DurableTask;

namespace Microsoft.DurableTask.Testing;

/// <summary>Runs orchestrators in a test, on an engine with a store of its own that goes with the host.</summary>
public sealed class DurableTaskTestHost : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private DurableTaskTestHost(ServiceProvider services) => _services = services;

    public DurableTaskClient Client => Engine.Client;

    public IServiceProvider Services => _services;

    internal DurableTaskEngine Engine => _services.GetRequiredService<DurableTaskEngine>();

    public static Task<DurableTaskTestHost> StartAsync(
        Action<DurableTaskRegistry> registry, DurableTaskTestHostOptions? options = null, CancellationToken cancellationToken = default) =>
        StartAsync(registry, options, configureEngine: null, cancellationToken);

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    internal static async Task<DurableTaskTestHost> StartAsync(
        Action<DurableTaskRegistry> registry,
        DurableTaskTestHostOptions? options,
        Action<DurableTaskEngineOptions>? configureEngine,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(registry);
        var tasks = new DurableTaskRegistry();
        registry(tasks);

        var services = new ServiceCollection();
        options?.ConfigureServices?.Invoke(services);
        if (options?.LoggerFactory is { } loggerFactory)
        {
            services.Replace(ServiceDescriptor.Singleton(new ForeignLoggers(loggerFactory)));
            services.AddSingleton<ILoggerFactory>(provider => provider.GetRequiredService<ForeignLoggers>());
        }

        services.AddDurableTaskEngine(_ => tasks, (_, engine) =>
        {
            // As the real host: every turn replays its whole past, and nothing has to survive the test.
            engine.MaxCachedInstances = 0;
            engine.Durable = false;
            engine.ReplaceRunningInstances = true;
            engine.ShutdownTimeout = TimeSpan.FromSeconds(1);
            configureEngine?.Invoke(engine);
        });
        var host = new DurableTaskTestHost(services.BuildServiceProvider());
        try
        {
            await host.Engine.StartAsync(cancellationToken);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>The test's own factory, which it disposes of itself.</summary>
    private sealed class ForeignLoggers(ILoggerFactory inner) : ILoggerFactory
    {
        public void AddProvider(ILoggerProvider provider) => inner.AddProvider(provider);

        public ILogger CreateLogger(string categoryName) => inner.CreateLogger(categoryName);

        public void Dispose()
        {
            // Not ours.
        }
    }
}
