using Microsoft.DurableTask.Client;

namespace VideoPipeline.Conformance.Tests.Grounds;

/// <summary>What runs the app and keeps its orchestrations; the cases know no more of it.</summary>
public abstract class Ground : IAsyncLifetime
{
    protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public DurableTaskClient Client { get; protected set; } = null!;

    public abstract Task InitializeAsync();

    public abstract Task DisposeAsync();

    /// <summary>Lets time go on until this holds of the instance, and answers its state.</summary>
    public abstract Task<OrchestrationMetadata> UntilAsync(string id, Func<OrchestrationMetadata, bool> holds);

    public Task<OrchestrationMetadata> EndedAsync(string id) => UntilAsync(id, state => state.IsCompleted);

    public async Task<OrchestrationMetadata> RunAsync(string name, object? input = null) => await EndedAsync(await StartAsync(name, input));

    public Task<string> StartAsync(string name, object? input = null, string? id = null) =>
        Client.ScheduleNewOrchestrationInstanceAsync(name, input, id is null ? null : new Microsoft.DurableTask.StartOrchestrationOptions(id));

    /// <summary>Starts an orchestration and answers its id once it has said this as its status.</summary>
    public async Task<string> WaitingAsync(string name, object? input, string status, string? id = null)
    {
        var started = await StartAsync(name, input, id);
        await UntilAsync(started, state => state.SerializedCustomStatus == $"\"{status}\"");
        return started;
    }
}
