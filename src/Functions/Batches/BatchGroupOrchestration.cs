using System.Globalization;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using VideoPipeline.Batches;

namespace VideoPipeline.Functions.Batches;

/// <summary>A node in the tree of lanes: no history has more than 32 children in it.</summary>
public static class BatchGroupOrchestration
{
    public const string Name = "BatchGroup";

    private const int MaxChildren = 32;

    [Function(Name)]
    public static Task<BatchTally> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context, GenerateBatchInput input) =>
        RunLanesAsync(context, input);

    /// <summary>Runs so many lanes: as children, or as children of groups.</summary>
    public static async Task<BatchTally> RunLanesAsync(TaskOrchestrationContext context, GenerateBatchInput input)
    {
        var children = new List<Task<BatchTally>>();
        var groups = (input.Lanes + MaxChildren - 1) / MaxChildren;
        for (var first = 0; first < input.Lanes; first += groups == 1 ? 1 : MaxChildren)
        {
            var number = input.FirstLane + first;
            children.Add(groups == 1
                ? RunLaneAsync(context, input, number)
                : RunGroupAsync(context, input with { FirstLane = number, Lanes = Math.Min(MaxChildren, input.Lanes - first) }));
        }

        var tallies = await Task.WhenAll(children);
        return tallies.Aggregate(BatchTally.Empty, (sum, tally) => sum + tally);
    }

    private static Task<BatchTally> RunLaneAsync(TaskOrchestrationContext context, GenerateBatchInput input, int lane) =>
        context.CallSubOrchestratorAsync<BatchTally>(
            BatchLaneOrchestration.Name,
            new BatchLaneState(input.Batch, input.Wave, lane, input.StartedAt, BatchTally.Empty),
            new SubOrchestrationOptions(instanceId: Id(BatchIds.LanePrefix(input.Batch, input.Wave), lane)));

    private static Task<BatchTally> RunGroupAsync(TaskOrchestrationContext context, GenerateBatchInput group) =>
        context.CallSubOrchestratorAsync<BatchTally>(
            Name, group, new SubOrchestrationOptions(instanceId: Id(BatchIds.GroupPrefix(group.Batch, group.Wave), group.FirstLane)));

    private static string Id(string prefix, int number) => prefix + number.ToString("D3", CultureInfo.InvariantCulture);
}
