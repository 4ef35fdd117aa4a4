using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using VideoPipeline.Jobs;
using VideoPipeline.Resellers;
using VideoPipeline.Storage;

namespace VideoPipeline.Functions.Videos;

/// <summary>Asks the provider how a task is doing, and storage whether somebody wants it cancelled.</summary>
public sealed partial class LookAtVideo(
    ProviderRegistry providers, JobControls controls, VideoStore store, ILogger<LookAtVideo> logger)
{
    [Function(nameof(LookAtVideo))]
    public async Task<VideoLook> RunAsync([ActivityTrigger] TaskRef input, CancellationToken cancellationToken)
    {
        var provider = providers.GetOrAbsent(input.Attempt.Provider);
        var answer = await provider.LookAsync(new ProviderTask(input.TaskId, input.PollUrl), cancellationToken);
        var look = answer switch
        {
            LookAnswer.Seen seen => new VideoLook(
                true, seen.Look.State, seen.Look.Progress, seen.Look.VideoUrl is not null, VideoLinks.Of(seen.Look), seen.Look.Usage, seen.Look.Failure),
            LookAnswer.Missing when await IsStoredAsync(input.Attempt, cancellationToken) =>
                new VideoLook(true, TaskState.Succeeded, HasVideo: true),
            LookAnswer.Missing missing => new VideoLook(false, Failure: missing.Failure),
            LookAnswer.Unreachable away => new VideoLook(false, Failure: away.Failure, RetryAfter: away.Failure.RetryAfter),
            _ => throw new InvalidOperationException($"Unknown answer {answer.GetType().Name}."),
        };
        if (!look.Answered)
        {
            Unanswered(input.Attempt.JobId, input.Attempt.Attempt, provider.Name, look.Failure?.Code);
        }

        if (input.SkipControl || (look.Answered && look.State is TaskState.Succeeded or TaskState.Failed or TaskState.Cancelled or TaskState.Expired))
        {
            return look;
        }

        var control = await controls.ReadAsync(input.Attempt.JobId, cancellationToken);
        return look with { CancelRequested = control.CancelRequestedAt is not null };
    }

    // A job that is run again after its provider has forgotten the task still has what the first run stored.
    private async Task<bool> IsStoredAsync(AttemptRef attempt, CancellationToken cancellationToken) =>
        await store.FindAsync(BlobPaths.Video(attempt.JobId, attempt.Attempt), cancellationToken) is not null;

    [LoggerMessage(EventId = 1202, Level = LogLevel.Warning, Message = "Look at {JobId}.{Attempt}: {Provider} does not say how the task is doing: {Code}")]
    private partial void Unanswered(string jobId, int attempt, string provider, string? code);
}
