using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using VideoPipeline.Batches;
using VideoPipeline.Functions.Videos;

namespace VideoPipeline.Functions.Batches;

/// <summary>
/// One lane of a batch: claims a block of items, runs them one after the other, starts anew. A parked item does not hold it, because
/// its job returns when it is settled or parked.
/// </summary>
public static class BatchLaneOrchestration
{
    public const string Name = "BatchLane";

    // Our own outage: the lane waits it out instead of failing, for it alone knows what it has counted.
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    [Function(Name)]
    public static async Task<BatchTally> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context, BatchLaneState state)
    {
        Show(context, state, item: 0);
        try
        {
            if (state.Items is null or { Count: 0 })
            {
                var claim = new ClaimItemsInput(state.Batch, state.Wave, state.Lane, state.Count, state.CorrectionUsd);
                var claimed = await context.CallActivityAsync<ClaimedItems>(nameof(ClaimItems), claim, ActivityRetries.Brief);
                if (claimed.Items.Count == 0)
                {
                    return state.Tally;
                }

                state = state with { Count = state.Count + 1, Items = claimed.Items, Refused = claimed.Refused, CorrectionUsd = 0 };
            }

            while (state.Items!.Count > 0)
            {
                state = await RunItemAsync(context, state);
            }
        }
        catch (TaskFailedException)
        {
            await context.CreateTimer(s_patience, CancellationToken.None);
        }

        context.ContinueAsNew(state);
        return state.Tally;
    }

    private static async Task<BatchLaneState> RunItemAsync(TaskOrchestrationContext context, BatchLaneState state)
    {
        var item = new BatchItemRef(state.Batch, state.Items![0].Number, state.Wave);
        var entered = await context.CallActivityAsync<EnteredItem>(
            nameof(EnterItem), new EnterItemInput(item.Batch, item.Item, item.Wave, state.StartedAt, state.Refused), ActivityRetries.Brief);
        if (entered.Ended is { } ended)
        {
            return state.Counted(ended, 0);
        }

        Show(context, state, item.Item);
        var result = await RunJobAsync(context, item.Job);
        if (result is null)
        {
            var lost = await context.CallActivityAsync<LostItem>(nameof(RecordLostItem), item.Job, ActivityRetries.Brief);
            state = state.Counted(lost.Status, lost.AmountUsd);
        }
        else
        {
            state = state.Counted(result.Status, result.AmountUsd ?? 0);
        }

        Show(context, state, item: 0);
        return state;
    }

    // Null: the job's orchestration itself has failed, and the sweep will take it up.
    private static async Task<VideoResult?> RunJobAsync(TaskOrchestrationContext context, string job)
    {
        try
        {
            return await context.CallSubOrchestratorAsync<VideoResult?>(
                GenerateVideoOrchestration.Name, new GenerateVideoInput(job), new SubOrchestrationOptions(instanceId: job));
        }
        catch (TaskFailedException)
        {
            return null;
        }
    }

    private static void Show(TaskOrchestrationContext context, BatchLaneState state, int item) =>
        context.SetCustomStatus(new BatchLaneStatus(state.Tally, item));
}
