using Microsoft.Extensions.Hosting;

namespace VideoPipeline.Embedded.Functions;

/// <summary>
/// Starts what triggers functions once the app's own hosted services have started, and stops it before they stop. (HTTP
/// comes after and goes before: the web server is the host's last service.)
/// </summary>
internal sealed class TriggerService(
    FunctionCatalog catalog, IEnumerable<ITriggerSource> sources, IServiceProvider services) : IHostedService
{
    private readonly List<ITriggerListener> started = [];

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var listener in sources.SelectMany(source => source.CreateListeners(catalog.Of(source), services)).ToArray())
        {
            await listener.StartAsync(cancellationToken);
            started.Add(listener);
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAll(started.Select(listener => listener.StopAsync(cancellationToken)));
        foreach (var listener in started)
        {
            await listener.DisposeAsync();
        }

        started.Clear();
    }
}
