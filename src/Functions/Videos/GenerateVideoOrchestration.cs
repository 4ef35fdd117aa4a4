using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using VideoPipeline.Jobs;

namespace VideoPipeline.Functions.Videos;

/// <summary>
/// One job: plan, then attempt after attempt until one succeeds, none is left or money may be out without an answer. The instance
/// id is the job id.
/// </summary>
public static class GenerateVideoOrchestration
{
    public const string Name = "GenerateVideo";

    [Function(Name)]
    public static async Task<VideoResult?> RunAsync(
        [OrchestrationTrigger] TaskOrchestrationContext context, GenerateVideoInput input)
    {
        var progress = input.Progress ?? await PlanAsync(context, input);
        if (progress.Plan.Refusal is { } refusal)
        {
            var status = refusal.Code == VideoPlan.Cancelled ? JobStatus.Cancelled : JobStatus.Failed;
            return await CompleteAsync(context, input.JobId, status, [], refusal);
        }

        while (true)
        {
            var state = progress.Current ?? Begin(input.JobId, progress);
            var end = await new AttemptOrchestration(context, progress.Plan.Looks, state).RunAsync(progress.Plan.AmbiguousWindow);
            switch (end)
            {
                case AttemptEnd.Continue go:
                    context.ContinueAsNew(input with { Progress = progress with { Current = go.State } });
                    return null;
                case AttemptEnd.Settled settled when settled.TryNext && progress.CandidateIndex + 1 < progress.Plan.Candidates.Count:
                    progress = Next(progress, settled.Attempt, progress.CandidateIndex + 1);
                    break;
                case AttemptEnd.Resubmit resubmit:
                    await context.CallActivityAsync(nameof(StartFollowUp), resubmit.State, ActivityRetries.Storage);
                    progress = Next(progress, resubmit.Attempt, progress.CandidateIndex);
                    break;
                case AttemptEnd.Settled settled:
                    return await CompleteAsync(context, input.JobId, progress, settled.Attempt);
                case AttemptEnd.Parked parked:
                    var result = await CompleteAsync(context, input.JobId, progress, parked.Attempt);
                    await context.CallActivityAsync(nameof(StartFollowUp), parked.State, ActivityRetries.Storage);
                    return result;
            }
        }
    }

    private static async Task<VideoProgress> PlanAsync(TaskOrchestrationContext context, GenerateVideoInput input)
    {
        context.SetCustomStatus(new VideoStatus(JobStatus.Queued));
        var plan = await context.CallActivityAsync<VideoPlan>(nameof(PlanVideo), input.JobId, ActivityRetries.Storage);
        return new VideoProgress(plan, input.Ended ?? [], CandidateIndex: 0);
    }

    private static AttemptState Begin(string jobId, VideoProgress progress) =>
        new(jobId, progress.Ended.Count + 1, progress.Plan.Candidates[progress.CandidateIndex]);

    private static VideoProgress Next(VideoProgress progress, JobAttempt ended, int candidate) =>
        progress with { Ended = [.. progress.Ended, ended], CandidateIndex = candidate, Current = null };

    private static Task<VideoResult> CompleteAsync(
        TaskOrchestrationContext context, string jobId, VideoProgress progress, JobAttempt last) =>
        CompleteAsync(
            context, jobId, AttemptDecisions.JobStatusOf(last.Status), [.. progress.Ended, last], last.Error);

    private static async Task<VideoResult> CompleteAsync(
        TaskOrchestrationContext context, string jobId, JobStatus status, IReadOnlyList<JobAttempt> attempts, JobError? error)
    {
        var result = await CompletionOrchestration.RunAsync(context, new CompleteVideoInput(jobId, status, attempts, error));

        // Only now: a status without its document would show a success without its video.
        context.SetCustomStatus(new VideoStatus(
            status,
            status == JobStatus.Succeeded ? 100 : null,
            attempts.Count > 0 ? attempts[^1].Provider : null,
            attempts.Count > 0 ? attempts[^1].ProviderTaskId : null,
            attempts.Count,
            error?.Code));
        return result;
    }
}
