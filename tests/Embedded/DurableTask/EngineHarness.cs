using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using VideoPipeline.Embedded.DurableTask;

namespace VideoPipeline.Embedded.Tests.DurableTask;

/// <summary>One data directory under which engines come and go.</summary>
internal sealed class EngineHarness : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("engine-tests-");
    private readonly List<DurableTaskEngine> _engines = [];
    private readonly ServiceProvider _services = new ServiceCollection().BuildServiceProvider();

    public VirtualTime Time { get; } = new();

    public string DatabasePath => Path.Combine(_directory.FullName, "durable.db");

    public async Task<DurableTaskEngine> OpenAsync(
        Action<DurableTaskRegistry> configure, Action<DurableTaskEngineOptions>? options = null)
    {
        var engine = Create(configure, options);
        await engine.StartAsync().WaitAsync(Patience);
        return engine;
    }

    public DurableTaskEngine Create(Action<DurableTaskRegistry> configure, Action<DurableTaskEngineOptions>? options = null)
    {
        var registry = new DurableTaskRegistry();
        configure(registry);
        var settings = new DurableTaskEngineOptions
        {
            DatabasePath = DatabasePath,
            Durable = false,
            ShutdownTimeout = TimeSpan.FromMilliseconds(200),
        };
        options?.Invoke(settings);
        var engine = new DurableTaskEngine(settings, registry, _services, Time, NullLoggerFactory.Instance);
        _engines.Add(engine);
        return engine;
    }

    public async Task PassTimeAsync(DurableTaskEngine engine)
    {
        await engine.WhenIdleAsync().WaitAsync(Patience);
        while (engine.NextTimerDue is { } due)
        {
            Time.AdvanceTo(due);
            await engine.WhenIdleAsync().WaitAsync(Patience);
        }
    }

    public static async Task<OrchestrationMetadata> GetAsync(DurableTaskEngine engine, string id) =>
        await engine.Client.GetInstanceAsync(id, getInputsAndOutputs: true) ?? throw new InvalidOperationException($"No instance {id}.");

    public async ValueTask DisposeAsync()
    {
        foreach (var engine in _engines)
        {
            await engine.DisposeAsync();
        }

        await _services.DisposeAsync();
        _directory.Delete(recursive: true);
    }
}
