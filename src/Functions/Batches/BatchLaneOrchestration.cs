using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;
using VideoPipeline.Batches;
using VideoPipeline.Functions.Videos;

namespace VideoPipeline.Functions.Batches;

/// <summary>
/// One lane of a batch: claims a block of items, runs them one after the other, starts anew. A parked item does not hold it, because
/// its job returns when it is settled or parked.
/// </summary>
public static partial class BatchLaneOrchestration
{
    public const string Name = "BatchLane";

    // Our own outage: the lane waits it out instead of failing, for it alone knows what it has counted.
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan s_firstLook = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan s_longestWait = TimeSpan.FromMinutes(5);

    // So long a history may get by looking at an item that somebody else runs.
    private const int LooksPerHistory = 20;

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

            while (state.Items!.Count > 0 && await RunItemAsync(context, state) is { } next)
            {
                state = next;
            }
        }
        catch (TaskFailedException e)
        {
            Waiting(context.CreateReplaySafeLogger(Name), context.InstanceId, e.TaskName, e.FailureDetails.ErrorType);
            Show(context, state, item: 0, waits: e.TaskName);
            await context.CreateTimer(s_patience, CancellationToken.None);
        }

        context.ContinueAsNew(state);
        return state.Tally;
    }

    // Null: the item is still run by somebody else, and the history has grown enough.
    private static async Task<BatchLaneState?> RunItemAsync(TaskOrchestrationContext context, BatchLaneState state)
    {
        var item = new BatchItemRef(state.Batch, state.Items![0].Number, state.Wave);
        var entered = await EnterAsync(context, state, item);
        for (var looks = 0; entered.Runs; looks++)
        {
            if (looks == LooksPerHistory)
            {
                return null;
            }

            Show(context, state, item.Item);
            await context.CreateTimer(Wait(looks), CancellationToken.None);
            entered = await EnterAsync(context, state, item);
        }

        if (entered.Ended is { } ended)
        {
            return state.Counted(ended, entered.AmountUsd);
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

    private static Task<EnteredItem> EnterAsync(TaskOrchestrationContext context, BatchLaneState state, BatchItemRef item) =>
        context.CallActivityAsync<EnteredItem>(
            nameof(EnterItem), new EnterItemInput(item.Batch, item.Item, item.Wave, state.StartedAt, state.Refused), ActivityRetries.Brief);

    private static TimeSpan Wait(int looks)
    {
        var grown = s_firstLook * Math.Pow(2, looks);
        return grown < s_longestWait ? grown : s_longestWait;
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

    private static void Show(TaskOrchestrationContext context, BatchLaneState state, int item, string? waits = null) =>
        context.SetCustomStatus(new BatchLaneStatus(state.Tally, item, waits));

    [LoggerMessage(EventId = 1705, Level = LogLevel.Warning, Message = "{Instance} cannot go on and waits: {Activity} failed with {ErrorType}.")]
    private static partial void Waiting(ILogger logger, string instance, string activity, string errorType);
}
