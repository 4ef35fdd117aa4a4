using System.Globalization;
using DurableTask.Core;
using DurableTask.Core.History;
using DurableTask.Core.Query;
using Newtonsoft.Json;
using VideoPipeline.DurableTask.Sqlite.Hub;
using VideoPipeline.DurableTask.Sqlite.Store;

namespace VideoPipeline.DurableTask.Sqlite;

public sealed partial class SqliteOrchestrationService : IOrchestrationServiceClient, IOrchestrationServiceQueryClient, IOrchestrationServicePurgeClient
{
    private const int PurgeBatch = 500;

    public Task CreateTaskOrchestrationAsync(TaskMessage creationMessage) => CreateTaskOrchestrationAsync(creationMessage, null);

    public Task CreateTaskOrchestrationAsync(TaskMessage creationMessage, OrchestrationStatus[]? dedupeStatuses) =>
        Hub.Writer.WriteAsync(new CreateCommit(Hub, creationMessage, dedupeStatuses));

    public Task SendTaskOrchestrationMessageAsync(TaskMessage message) => SendTaskOrchestrationMessageBatchAsync(message);

    /// <summary>Messages to instances that do not exist or have ended are dropped.</summary>
    public Task SendTaskOrchestrationMessageBatchAsync(params TaskMessage[] messages) => Hub.Writer.WriteAsync(new SendCommit(Hub, messages));

    public Task ForceTerminateTaskOrchestrationAsync(string instanceId, string reason) =>
        SendTaskOrchestrationMessageAsync(To(instanceId, new ExecutionTerminatedEvent(-1, reason)));

    /// <summary>Runs a failed orchestration, and its failed children, again from where they failed.</summary>
    public async Task RewindTaskOrchestrationAsync(string instanceId, string reason)
    {
        var state = Hub.Reader.Find(instanceId, withInput: false) ?? throw new ArgumentException($"No instance with the id '{instanceId}' was found.", nameof(instanceId));
        if (state.OrchestrationStatus != OrchestrationStatus.Failed)
        {
            throw new InvalidOperationException($"Only failed instances can be rewound; '{instanceId}' is {state.OrchestrationStatus}.");
        }

        await SendTaskOrchestrationMessageAsync(To(instanceId, new ExecutionRewoundEvent(-1, reason)));
    }

    /// <summary>
    /// Waits for the instance of this id to end, whichever execution it is in by then: one that is overwritten or starts
    /// over has another execution id. Null when the time is up.
    /// </summary>
    public async Task<OrchestrationState?> WaitForOrchestrationAsync(
        string instanceId, string executionId, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (timeout >= TimeSpan.Zero && timeout.TotalMilliseconds < int.MaxValue)
        {
            limit.CancelAfter(timeout);
        }

        while (true)
        {
            using var ticket = Hub.Waiters.Register(instanceId);
            if (Hub.Reader.Find(instanceId, withInput: true) is { } state && state.OrchestrationStatus.IsTerminal())
            {
                return state;
            }

            try
            {
                await ticket.Changed.WaitAsync(limit.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                return null;
            }
        }
    }

    /// <summary>There is one execution of an instance at a time; earlier ones leave no state.</summary>
    public Task<IList<OrchestrationState>> GetOrchestrationStateAsync(string instanceId, bool allExecutions) =>
        Task.FromResult<IList<OrchestrationState>>(Hub.Reader.Find(instanceId, withInput: true) is { } state ? [state] : []);

    public Task<OrchestrationState?> GetOrchestrationStateAsync(string instanceId, string? executionId)
    {
        var state = Hub.Reader.Find(instanceId, withInput: true);
        return Task.FromResult(string.IsNullOrEmpty(executionId) || state?.OrchestrationInstance.ExecutionId == executionId ? state : null);
    }

    public Task<string> GetOrchestrationHistoryAsync(string instanceId, string? executionId) =>
        Task.FromResult(JsonConvert.SerializeObject(Hub.Reader.History(instanceId)));

    public async Task PurgeOrchestrationHistoryAsync(DateTime thresholdDateTimeUtc, OrchestrationStateTimeRangeFilterType timeRangeFilterType) =>
        await PurgeAsync(new InstanceFilter { Older = (Column(timeRangeFilterType), thresholdDateTimeUtc) }, null);

    public async Task<PurgeResult> PurgeInstanceStateAsync(string instanceId)
    {
        var purge = new PurgeOneCommit(Hub, instanceId);
        await Hub.Writer.WriteAsync(purge);
        return new PurgeResult(purge.Count, isComplete: true);
    }

    /// <summary>Only finished instances are deleted, whatever statuses the filter names.</summary>
    public Task<PurgeResult> PurgeInstanceStateAsync(PurgeInstanceFilter purgeInstanceFilter) => PurgeAsync(
        new InstanceFilter
        {
            CreatedFrom = purgeInstanceFilter.CreatedTimeFrom,
            CreatedTo = purgeInstanceFilter.CreatedTimeTo,
            Statuses = purgeInstanceFilter.RuntimeStatus?.ToArray() is { Length: > 0 } statuses ? statuses : null,
        },
        purgeInstanceFilter.Timeout);

    public Task<OrchestrationQueryResult> GetOrchestrationWithQueryAsync(OrchestrationQuery query, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var size = Math.Clamp(query.PageSize, 1, 10_000);
        var filter = new InstanceFilter
        {
            CreatedFrom = query.CreatedTimeFrom,
            CreatedTo = query.CreatedTimeTo,
            Statuses = query.RuntimeStatus is { Count: > 0 } statuses ? [.. statuses] : null,
            Prefix = query.InstanceIdPrefix,
            ExcludeEntities = query.ExcludeEntities,
            After = ParseToken(query.ContinuationToken),
        };
        var rows = Hub.Reader.List(filter, query.FetchInputsAndOutputs, size + 1);
        var states = rows.Take(size).Select(row => row.State.ClearFieldsImmutably(!query.FetchInputsAndOutputs, !query.FetchInputsAndOutputs)).ToList();
        var token = rows.Count > size ? rows[size - 1].Key.ToString(CultureInfo.InvariantCulture) : null;
        return Task.FromResult(new OrchestrationQueryResult(states, token));
    }

    private async Task<PurgeResult> PurgeAsync(InstanceFilter filter, TimeSpan? timeout)
    {
        OrchestrationStatus[] finished =
            [OrchestrationStatus.Completed, OrchestrationStatus.Failed, OrchestrationStatus.Terminated, OrchestrationStatus.Canceled];
        filter = filter with { Statuses = filter.Statuses is null ? finished : [.. finished.Intersect(filter.Statuses)] };
        var until = timeout is { } limit ? _options.TimeProvider.GetUtcNow() + limit : DateTimeOffset.MaxValue;
        var count = 0;
        while (true)
        {
            var purge = new PurgeCommit(Hub, filter, PurgeBatch);
            await Hub.Writer.WriteAsync(purge);
            count += purge.Count;
            if (purge.Count < PurgeBatch || _options.TimeProvider.GetUtcNow() >= until)
            {
                return new PurgeResult(count, purge.Count < PurgeBatch);
            }
        }
    }

    private static TaskMessage To(string instanceId, HistoryEvent sent) =>
        new() { OrchestrationInstance = new OrchestrationInstance { InstanceId = instanceId }, Event = sent };

    private static string Column(OrchestrationStateTimeRangeFilterType type) => type switch
    {
        OrchestrationStateTimeRangeFilterType.OrchestrationCreatedTimeFilter => "created",
        OrchestrationStateTimeRangeFilterType.OrchestrationLastUpdatedTimeFilter => "updated",
        _ => "completed",
    };

    private static long ParseToken(string? token) => token switch
    {
        null or "" => 0,
        _ => long.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out var after)
            ? after
            : throw new ArgumentException($"'{token}' is no continuation token of this task hub.", nameof(token)),
    };
}
