using System.Collections.Concurrent;
using Microsoft.Azure.WebJobs.Extensions.DurableTask;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace VideoPipeline.DurableTask.Sqlite.Functions;

/// <summary>Chosen by <c>storageProvider.type = sqlite</c>; one service, and so one file, for each task hub.</summary>
internal sealed class SqliteDurabilityProviderFactory(
    IOptions<DurableTaskOptions> durable, IOptions<SqliteDurabilityOptions> options, ILoggerFactory loggers) : IDurabilityProviderFactory, IDisposable
{
    public const string ProviderName = "sqlite";

    private readonly ConcurrentDictionary<string, Lazy<(SqliteOrchestrationService Service, SqliteDurabilityProvider Provider)>> _hubs =
        new(StringComparer.OrdinalIgnoreCase);

    public string Name => ProviderName;

    public DurabilityProvider GetDurabilityProvider() => Get(durable.Value.HubName);

    public DurabilityProvider GetDurabilityProvider(DurableClientAttribute attribute) =>
        Get(string.IsNullOrEmpty(attribute.TaskHub) ? durable.Value.HubName : attribute.TaskHub);

    // A hub has one file, whatever connection a client names.
    public DurabilityProvider GetDurabilityProvider(DurableClientAttribute attribute, Microsoft.Azure.WebJobs.Host.Scale.TriggerMetadata triggerMetadata) =>
        GetDurabilityProvider(attribute);

    public void SetUseSeparateQueueForEntityWorkItems(bool newValue)
    {
    }

    public void SetRegisteredFunctions(
        IReadOnlyCollection<string> orchestratorNames, IReadOnlyCollection<string> activityNames, IReadOnlyCollection<string> entityNames)
    {
    }

    public void Dispose()
    {
        foreach (var hub in _hubs.Values.Where(hub => hub.IsValueCreated))
        {
            hub.Value.Service.Dispose();
        }
    }

    private SqliteDurabilityProvider Get(string hub) => _hubs.GetOrAdd(hub, name => new(() => Open(name))).Value.Provider;

    private (SqliteOrchestrationService Service, SqliteDurabilityProvider Provider) Open(string hub)
    {
        var path = PathOf(hub);
        var service = new SqliteOrchestrationService(
            new SqliteOrchestrationServiceOptions
            {
                DatabasePath = path,
                MaxConcurrentOrchestrations = durable.Value.MaxConcurrentOrchestratorFunctions ?? options.Value.MaxConcurrentOrchestrations,
                MaxConcurrentActivities = durable.Value.MaxConcurrentActivityFunctions ?? options.Value.MaxConcurrentActivities,
                StoreFailed = options.Value.StoreFailed,
            },
            loggers);
        return (service, new SqliteDurabilityProvider(service, path, hub));
    }

    private string PathOf(string hub)
    {
        var path = options.Value.DatabasePath;
        return string.Equals(hub, durable.Value.HubName, StringComparison.OrdinalIgnoreCase)
            ? path
            : $"{Path.ChangeExtension(path, null)}-{hub.ToLowerInvariant()}{Path.GetExtension(path)}";
    }
}
