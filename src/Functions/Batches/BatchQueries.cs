using Microsoft.DurableTask.Client;
using VideoPipeline.Batches;

namespace VideoPipeline.Functions.Batches;

/// <summary>A batch as it stands: one small blob, and while it runs what its lanes show. Never a look at every item.</summary>
public sealed class BatchQueries(BatchStates states, TimeProvider time)
{
    private const int LanesPerPage = 500;

    /// <summary>Null when there is no such batch.</summary>
    public async Task<BatchView?> FindAsync(string id, DurableTaskClient client, CancellationToken cancellationToken)
    {
        if (!BatchIds.IsValid(id) || await states.HeaderAsync(id, cancellationToken) is not { } header)
        {
            return null;
        }

        var state = await states.ReadAsync(id, cancellationToken);
        var lanes = state.Current.CompletedAt is null
            ? await LanesAsync(BatchIds.LanePrefix(id, state.Current.Number), client, cancellationToken)
            : [];
        return new BatchView(header, state, lanes, time.GetUtcNow());
    }

    /// <summary>The batch without its lanes: enough when it has ended.</summary>
    public async Task<BatchView> RequireAsync(string id, CancellationToken cancellationToken) => new(
        await states.RequireHeaderAsync(id, cancellationToken), await states.ReadAsync(id, cancellationToken), [], time.GetUtcNow());

    private static async Task<IReadOnlyList<BatchLaneStatus>> LanesAsync(
        string prefix, DurableTaskClient client, CancellationToken cancellationToken)
    {
        var lanes = new List<BatchLaneStatus>();
        var query = new OrchestrationQuery(InstanceIdPrefix: prefix, PageSize: LanesPerPage, FetchInputsAndOutputs: true);
        await foreach (var lane in client.GetAllInstancesAsync(query).WithCancellation(cancellationToken))
        {
            if (lane.ReadCustomStatusAs<BatchLaneStatus>() is { } status)
            {
                lanes.Add(status);
            }
        }

        return lanes;
    }
}

/// <summary>A batch at a moment.</summary>
/// <param name="Lanes">Of the running wave; empty when none runs.</param>
public sealed record BatchView(BatchHeader Header, BatchState State, IReadOnlyList<BatchLaneStatus> Lanes, DateTimeOffset At)
{
    public BatchDocument Document => BatchDocument.Of(Header, State, Lanes, At);
}
