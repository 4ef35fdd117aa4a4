using ConformanceApp;
using Microsoft.Azure.Functions.Worker.Core.FunctionMetadata;
using Microsoft.Azure.Functions.Worker.Invocation;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using VideoPipeline.Support;
using VideoPipeline.Support.TaskHub;
using VideoPipeline.Support.Worker;

namespace VideoPipeline.Conformance.Tests.Grounds;

/// <summary>The tests' own task hub, with the real worker in this process.</summary>
public sealed class HubGround : Ground
{
    private readonly VirtualTime _time = new();
    private InProcessWorker _worker = null!;

    public override async Task InitializeAsync()
    {
        var hub = new TaskHub(_time) { Versions = new HubVersions("2.0", HubVersionMatch.CurrentOrOlder) };
        _worker = await InProcessWorker.StartAsync(
            hub,
            [],
            builder =>
            {
                builder.AddConformanceApp();
                builder.Services.AddSingleton<IFunctionMetadataProvider, GeneratedFunctionMetadataProvider>();
                builder.Services.AddSingleton<IFunctionExecutor, DirectFunctionExecutor>();
                builder.Services.AddSingleton(new WorkerEnd(() => _ = _worker.ReplaceAsync()));
                builder.Logging.ClearProviders();
            },
            _ => ValueTask.CompletedTask);
        Client = _worker.Durable;
    }

    public override async Task DisposeAsync() => await _worker.DisposeAsync();

    public override async Task<OrchestrationMetadata> UntilAsync(string id, Func<OrchestrationMetadata, bool> holds)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            await _worker.Life!.WhenIdleAsync().WaitAsync(patience.Token);
            if (await Client.GetInstanceAsync(id, getInputsAndOutputs: true, patience.Token) is { } state && holds(state))
            {
                return state;
            }

            Assert.True(_time.AdvanceToNextTimer(), $"Nothing more happens to {id}.");
        }
    }
}

[CollectionDefinition(nameof(HubGround))]
public sealed class HubCollection : ICollectionFixture<HubGround>;
