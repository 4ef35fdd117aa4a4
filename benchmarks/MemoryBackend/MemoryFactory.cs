using DurableTask.Core;
using Microsoft.Azure.WebJobs.Extensions.DurableTask;
using Microsoft.Azure.WebJobs.Host.Scale;
using Microsoft.DurableTask.Testing.Sidecar;

namespace VideoPipeline.Benchmarks.MemoryBackend;

/// <summary>InProcessTestHost's in-memory service as a backend of the durable extension.</summary>
internal sealed class MemoryFactory : IDurabilityProviderFactory
{
    private readonly MemoryProvider _provider = new(new InMemoryOrchestrationService());

    public string Name => "memory";

    public DurabilityProvider GetDurabilityProvider() => _provider;

    public DurabilityProvider GetDurabilityProvider(DurableClientAttribute attribute) => _provider;

    public DurabilityProvider GetDurabilityProvider(DurableClientAttribute attribute, TriggerMetadata triggerMetadata) => _provider;

    public void SetUseSeparateQueueForEntityWorkItems(bool newValue)
    {
    }

    public void SetRegisteredFunctions(
        IReadOnlyCollection<string> orchestratorNames, IReadOnlyCollection<string> activityNames, IReadOnlyCollection<string> entityNames)
    {
    }

    private sealed class MemoryProvider(InMemoryOrchestrationService service) : DurabilityProvider("memory", new Concurrent(service), service, "memory")
    {
        public override bool SupportsPollFreeWait => true;

        public override bool SupportsEntities => false;

        public override TimeSpan MaximumDelayTime { get; set; } = TimeSpan.MaxValue;

        public override TimeSpan LongRunningTimerIntervalLength { get; set; } = TimeSpan.FromDays(3);

        public override string EventSourceName { get; set; } = "DurableTask-Core";

        public override void SetUseSeparateQueueForEntityWorkItems(bool newValue)
        {
        }

        public override Task<IList<OrchestrationState>> GetOrchestrationStateWithInputsAsync(string instanceId, bool showInput = true) =>
            service.GetOrchestrationStateAsync(instanceId, allExecutions: false);
    }
}
