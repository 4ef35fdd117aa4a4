using DurableTask.Core;
using DurableTask.Core.History;
using DurableTask.Core.Query;
using Microsoft.Azure.WebJobs.Extensions.DurableTask;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace VideoPipeline.DurableTask.Sqlite.Functions;

/// <summary>What the durable extension asks of a store beyond the framework's own interfaces.</summary>
internal sealed class SqliteDurabilityProvider(SqliteOrchestrationService service, string databasePath, string connectionName)
    : DurabilityProvider(SqliteDurabilityProviderFactory.ProviderName, service, service, connectionName)
{
    // Statuses are waited for, not polled.
    public override bool SupportsPollFreeWait => true;

    public override bool GuaranteesOrderedDelivery => true;

    public override bool SupportsEntities => false;

    // Rejects an event to an instance that has ended or never was, where sending it would drop it silently.
    public override bool CheckStatusBeforeRaiseEvent => true;

    public override JObject ConfigurationJson => new() { ["databasePath"] = databasePath };

    /// <summary>Timers have no limit of the store's own.</summary>
    public override TimeSpan MaximumDelayTime { get; set; } = TimeSpan.MaxValue;

    public override TimeSpan LongRunningTimerIntervalLength { get; set; } = TimeSpan.FromDays(3);

    public override string EventSourceName { get; set; } = "DurableTask-Core";

    public override void SetUseSeparateQueueForEntityWorkItems(bool newValue)
    {
    }

    public override async Task<IList<OrchestrationState>> GetOrchestrationStateWithInputsAsync(string instanceId, bool showInput = true)
    {
        var states = await service.GetOrchestrationStateAsync(instanceId, allExecutions: false);
        return [.. states.Select(state => state.ClearFieldsImmutably(clearInput: !showInput, clearOutput: false))];
    }

    public override async Task<IList<OrchestrationState>> GetAllOrchestrationStates(CancellationToken cancellationToken) =>
        await AllAsync(new OrchestrationQuery { PageSize = 1000 }, cancellationToken);

    [Obsolete("The extension's own member is obsolete.")]
    public override async Task<IList<OrchestrationState>> GetAllOrchestrationStatesWithFilters(
        DateTime createdTimeFrom, DateTime? createdTimeTo, IEnumerable<OrchestrationRuntimeStatus> runtimeStatus, CancellationToken cancellationToken) =>
        await AllAsync(
            new OrchestrationQuery
            {
                CreatedTimeFrom = createdTimeFrom,
                CreatedTimeTo = createdTimeTo,
                RuntimeStatus = Statuses(runtimeStatus),
                PageSize = 1000,
            },
            cancellationToken);

    public override async Task<OrchestrationStatusQueryResult> GetOrchestrationStateWithPagination(
        OrchestrationStatusQueryCondition condition, CancellationToken cancellationToken)
    {
        var page = await service.GetOrchestrationWithQueryAsync(
            new OrchestrationQuery
            {
                CreatedTimeFrom = condition.CreatedTimeFrom == default ? null : condition.CreatedTimeFrom,
                CreatedTimeTo = condition.CreatedTimeTo == default ? null : condition.CreatedTimeTo,
                RuntimeStatus = Statuses(condition.RuntimeStatus),
                InstanceIdPrefix = condition.InstanceIdPrefix,
                PageSize = condition.PageSize,
                ContinuationToken = condition.ContinuationToken,
            },
            cancellationToken);
        return new OrchestrationStatusQueryResult
        {
            DurableOrchestrationState = page.OrchestrationState.Select(state => Status(state, condition.ShowInput)).ToList(),
            ContinuationToken = page.ContinuationToken,
        };
    }

    public override async Task<PurgeHistoryResult> PurgeInstanceHistoryByInstanceId(string instanceId) =>
        new((await service.PurgeInstanceStateAsync(instanceId)).DeletedInstanceCount);

    public override async Task<int> PurgeHistoryByFilters(
        DateTime createdTimeFrom, DateTime? createdTimeTo, IEnumerable<OrchestrationStatus> runtimeStatus) =>
        (await service.PurgeInstanceStateAsync(new PurgeInstanceFilter(createdTimeFrom, createdTimeTo, runtimeStatus))).DeletedInstanceCount;

    public override Task RewindAsync(string instanceId, string reason) => service.RewindTaskOrchestrationAsync(instanceId, reason);

    public override Task<IAsyncEnumerable<HistoryEvent>> StreamOrchestrationHistoryAsync(string instanceId, CancellationToken cancellationToken) =>
        Task.FromResult(StreamAsync(service.Hub.Reader.History(instanceId)));

    private static async IAsyncEnumerable<HistoryEvent> StreamAsync(List<HistoryEvent> events)
    {
        await Task.CompletedTask;
        foreach (var one in events)
        {
            yield return one;
        }
    }

    private async Task<IList<OrchestrationState>> AllAsync(OrchestrationQuery query, CancellationToken cancellationToken)
    {
        var all = new List<OrchestrationState>();
        do
        {
            var page = await service.GetOrchestrationWithQueryAsync(query, cancellationToken);
            all.AddRange(page.OrchestrationState);
            query.ContinuationToken = page.ContinuationToken;
        }
        while (query.ContinuationToken is not null);
        return all;
    }

    private static OrchestrationStatus[]? Statuses(IEnumerable<OrchestrationRuntimeStatus>? statuses) =>
        statuses?.Select(status => (OrchestrationStatus)status).ToArray();

    private static DurableOrchestrationStatus Status(OrchestrationState state, bool withInput) => new()
    {
        Name = state.Name,
        InstanceId = state.OrchestrationInstance.InstanceId,
        CreatedTime = state.CreatedTime,
        LastUpdatedTime = state.LastUpdatedTime,
        RuntimeStatus = (OrchestrationRuntimeStatus)state.OrchestrationStatus,
        CustomStatus = Json(state.Status),
        Input = withInput ? Json(state.Input) : null,
        Output = Json(state.Output),
    };

    // A failed instance has plain text for its output.
    private static JToken? Json(string? text)
    {
        if (text is null)
        {
            return null;
        }

        try
        {
            using var reader = new JsonTextReader(new StringReader(text)) { DateParseHandling = DateParseHandling.None };
            return JToken.Load(reader);
        }
        catch (JsonException)
        {
            return new JValue(text);
        }
    }
}
