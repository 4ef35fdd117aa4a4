using Microsoft.DurableTask;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using VideoPipeline.Embedded.DurableTask;

namespace VideoPipeline.Benchmarks;

/// <summary>An engine on a store of its own in a directory that goes with it.</summary>
internal sealed class EngineUnderTest(bool durable) : IAsyncDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("engine-benchmark-");
    private readonly ServiceProvider _services = new ServiceCollection().BuildServiceProvider();
    private DurableTaskEngine? _engine;

    public async Task<DurableTaskEngine> OpenAsync(Action<DurableTaskRegistry> configure)
    {
        if (_engine is not null)
        {
            await _engine.DisposeAsync();
        }

        var registry = new DurableTaskRegistry();
        configure(registry);
        var options = new DurableTaskEngineOptions
        {
            DatabasePath = Path.Combine(_directory.FullName, "durable.db"),
            Durable = durable,
        };
        _engine = new DurableTaskEngine(options, registry, _services, TimeProvider.System, NullLoggerFactory.Instance);
        await _engine.StartAsync();
        return _engine;
    }

    public async ValueTask DisposeAsync()
    {
        if (_engine is not null)
        {
            await _engine.DisposeAsync();
        }

        await _services.DisposeAsync();
        _directory.Delete(recursive: true);
    }
}
