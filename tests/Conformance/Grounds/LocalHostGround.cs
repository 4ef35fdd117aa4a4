using System.Text.Json;
using LocalHost.Tests;
using Microsoft.DurableTask.Client;
using VideoPipeline.Support;
using VideoPipeline.Support.Worker;

namespace VideoPipeline.Conformance.Tests.Grounds;

/// <summary>
/// The local host in a process of its own, with the real durable extension. <c>CONFORMANCE_BACKEND=azureStorage</c> takes the framework's
/// storage in the account that <c>CONFORMANCE_STORAGE</c> names, instead of SQLite.
/// </summary>
public sealed class LocalHostGround : Ground
{
    // A process elsewhere tells nobody when something holds there: it is asked.
    private static readonly TimeSpan s_askEvery = TimeSpan.FromMilliseconds(20);

    private readonly string _data = Directory.CreateTempSubdirectory("conformance-").FullName;
    private HostProcess _host = null!;
    private FunctionsClients _clients = null!;

    public override async Task InitializeAsync()
    {
        var backend = Environment.GetEnvironmentVariable("CONFORMANCE_BACKEND") ?? "sqlite";
        var storage = Environment.GetEnvironmentVariable("CONFORMANCE_STORAGE") ?? await AzuriteFixture.NewAccountAsync();
        _host = await HostProcess.Start(
            _data, storage, HostProcess.BuiltPath("Conformance.App"), ("LocalHost__DurableBackend", backend)).ReadyAsync();
        using var binding = JsonDocument.Parse(await _host.Http.GetStringAsync("/client"));
        _clients = FunctionsClients.Create();
        Client = _clients.Get(binding.RootElement.GetProperty("rpcBaseUrl").GetString()!, binding.RootElement.GetProperty("taskHubName").GetString()!);
    }

    public override async Task DisposeAsync()
    {
        _clients.Dispose();
        await _host.DisposeAsync();
        Directory.Delete(_data, recursive: true);
    }

    public override async Task<OrchestrationMetadata> UntilAsync(string id, Func<OrchestrationMetadata, bool> holds)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var ask = new PeriodicTimer(s_askEvery);
        OrchestrationMetadata? state = null;
        try
        {
            while ((state = await Client.GetInstanceAsync(id, getInputsAndOutputs: true, patience.Token)) is null || !holds(state))
            {
                await ask.WaitForNextTickAsync(patience.Token);
            }
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"{id} is {state}; the host said: {_host.Errors}");
        }

        return state;
    }
}

[CollectionDefinition(nameof(LocalHostGround))]
public sealed class LocalHostCollection : ICollectionFixture<LocalHostGround>;
