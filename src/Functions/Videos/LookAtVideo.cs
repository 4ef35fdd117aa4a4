using Microsoft.Azure.Functions.Worker;
using VideoPipeline.Jobs;
using VideoPipeline.Providers;

namespace VideoPipeline.Functions.Videos;

/// <summary>Asks the provider how a task is doing, and storage whether somebody wants it cancelled.</summary>
public sealed class LookAtVideo(ProviderRegistry providers, JobControls controls)
{
    [Function(nameof(LookAtVideo))]
    public async Task<VideoLook> RunAsync([ActivityTrigger] TaskRef input, CancellationToken cancellationToken)
    {
        var provider = providers.Get(input.Attempt.Provider);
        var answer = await provider.LookAsync(new ProviderTask(input.TaskId, input.PollUrl), cancellationToken);
        var look = answer switch
        {
            LookAnswer.Seen seen => new VideoLook(
                true, seen.Look.State, seen.Look.Progress, seen.Look.VideoUrl is not null, seen.Look.Usage, seen.Look.Failure),
            LookAnswer.Missing missing => new VideoLook(false, Failure: missing.Failure),
            LookAnswer.Unreachable away => new VideoLook(false, Failure: away.Failure, RetryAfter: away.Failure.RetryAfter),
            _ => throw new InvalidOperationException($"Unknown answer {answer.GetType().Name}."),
        };
        if (look.Answered && look.State is TaskState.Succeeded or TaskState.Failed or TaskState.Cancelled or TaskState.Expired)
        {
            return look;
        }

        var control = await controls.ReadAsync(input.Attempt.JobId, cancellationToken);
        return look with { CancelRequested = control.CancelRequestedAt is not null };
    }
}
