using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Testing;
using Microsoft.Extensions.DependencyInjection;
using VideoPipeline.Embedded.DurableTask;

namespace VideoPipeline.Embedded.Tests.DurableTask;

/// <summary>How a test's engine treats the code of idle instances: kept, as in production, or replayed in every turn.</summary>
public enum Memory
{
    Kept,
    Replayed,
}

/// <summary>A test host in virtual time.</summary>
internal sealed class Fixture : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly DurableTaskTestHost _host;

    private Fixture(DurableTaskTestHost host, VirtualTime time)
    {
        _host = host;
        Time = time;
    }

    public VirtualTime Time { get; }

    public DurableTaskClient Client => _host.Client;

    public DurableTaskEngine Engine => _host.Engine;

    public static async Task<Fixture> StartAsync(
        Action<DurableTaskRegistry> registry,
        Memory memory = Memory.Kept,
        Action<DurableTaskEngineOptions>? configure = null,
        Action<IServiceCollection>? services = null)
    {
        var time = new VirtualTime();
        var options = new DurableTaskTestHostOptions
        {
            ConfigureServices = collection =>
            {
                collection.AddSingleton<TimeProvider>(time);
                services?.Invoke(collection);
            },
        };
        var host = await DurableTaskTestHost.StartAsync(registry, options, engine =>
        {
            engine.MaxCachedInstances = memory == Memory.Kept ? 1000 : 0;
            configure?.Invoke(engine);
        });
        return new Fixture(host, time);
    }

    public async Task<string> StartInstanceAsync(string name, object? input = null, StartOrchestrationOptions? options = null)
    {
        var id = await Client.ScheduleNewOrchestrationInstanceAsync(name, input, options);
        await IdleAsync();
        return id;
    }

    public Task IdleAsync() => Engine.WhenIdleAsync().WaitAsync(Patience);

    /// <summary>Runs an orchestrator, passing its timers, until nothing more happens; then says how it stands.</summary>
    public async Task<OrchestrationMetadata> RunAsync(string name, object? input = null, StartOrchestrationOptions? options = null)
    {
        var id = await Client.ScheduleNewOrchestrationInstanceAsync(name, input, options);
        await PassTimeAsync();
        return await GetAsync(id);
    }

    /// <summary>Lets all timers fire, one after the other, and everything that follows from them happen.</summary>
    public async Task PassTimeAsync()
    {
        await IdleAsync();
        while (Engine.NextTimerDue is { } due)
        {
            Time.AdvanceTo(due);
            await IdleAsync();
        }
    }

    public async Task AdvanceAsync(TimeSpan time)
    {
        await IdleAsync();
        var end = Time.GetUtcNow() + time;
        while (Engine.NextTimerDue is { } due && due <= end)
        {
            Time.AdvanceTo(due);
            await IdleAsync();
        }

        Time.AdvanceTo(end);
        await IdleAsync();
    }

    public async Task<OrchestrationMetadata> GetAsync(string id) =>
        await Client.GetInstanceAsync(id, getInputsAndOutputs: true) ?? throw new InvalidOperationException($"No instance {id}.");

    public async Task<OrchestrationMetadata> CompletionAsync(string id) =>
        await Client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true).WaitAsync(Patience);

    public ValueTask DisposeAsync() => _host.DisposeAsync();
}
