using System.Diagnostics;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using VideoPipeline.Jobs;

namespace VideoPipeline.Functions.Videos;

/// <summary>
/// Follows an attempt that nobody waits for any more, because its money may be out: seven days of rare looks. What still comes is
/// stored and billed, and the job says that it came late. The instance id is <c>{job}-followup-{attempt}</c>.
/// </summary>
public static class FollowUpOrchestration
{
    public const string Name = "FollowUp";

    /// <summary>Rare looks for seven days from the submit; a callback or an operator is heard at once.</summary>
    private static readonly LookPlan s_looks = new(
        FirstLook: TimeSpan.FromMinutes(1),
        Interval: TimeSpan.FromSeconds(90),
        Growth: 1.5,
        MaxInterval: TimeSpan.FromHours(1),
        SafetyInterval: TimeSpan.FromHours(1),
        Deadline: TimeSpan.FromDays(7));

    public static string InstanceId(string jobId, int attempt) => $"{jobId}-followup-{attempt}";

    [Function(Name)]
    public static async Task RunAsync([OrchestrationTrigger] TaskOrchestrationContext context, AttemptState state)
    {
        var end = await new AttemptOrchestration(context, s_looks, state).RunAsync(s_looks.Deadline);
        switch (end)
        {
            case AttemptEnd.Continue go:
                context.ContinueAsNew(go.State);
                break;
            case AttemptEnd.Resubmit resubmit:
                await context.CallActivityAsync(
                    nameof(ResubmitVideo), new ResubmitVideoInput(state.JobId, resubmit.Attempt), ActivityRetries.Storage);
                context.ContinueAsNew(resubmit.State);
                break;
            case AttemptEnd.Parked { Attempt.Error.Code: "abandoned" } parked:
                await CompleteAsync(context, parked.State, parked.Attempt);
                context.ContinueAsNew(parked.State);
                break;
            case AttemptEnd.Settled settled:
                await CompleteAsync(context, state, settled.Attempt);
                break;
            case AttemptEnd.Parked parked:
                await GiveUpAsync(context, parked);
                break;
            default:
                throw new UnreachableException($"Unknown end {end.GetType().Name}.");
        }
    }

    // Seven days are over. What was accepted is billed by what the provider has told, or else as it was quoted, and closed.
    private static async Task GiveUpAsync(TaskOrchestrationContext context, AttemptEnd.Parked parked)
    {
        var state = parked.State;
        var input = SettleVideoInput.Of(state, parked.Attempt.Status);
        var bill = await context.CallActivityAsync<Pricing.Settlement?>(nameof(SettleVideo), input, ActivityRetries.Storage);
        await CompleteAsync(context, state, parked.Attempt with { Usage = bill });
    }

    private static Task<VideoResult> CompleteAsync(TaskOrchestrationContext context, AttemptState state, JobAttempt attempt)
    {
        var input = new CompleteVideoInput(
            state.JobId,
            AttemptDecisions.JobStatusOf(attempt.Status),
            [attempt],
            attempt.Error,
            FollowedUp: true,
            state.Superseded);
        return CompletionOrchestration.RunAsync(context, input);
    }
}
