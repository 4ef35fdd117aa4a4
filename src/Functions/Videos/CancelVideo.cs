using Microsoft.Azure.Functions.Worker;
using VideoPipeline.Resellers;

namespace VideoPipeline.Functions.Videos;

/// <summary>Asks the provider to cancel a task, where it can.</summary>
public sealed class CancelVideo(ProviderRegistry providers)
{
    [Function(nameof(CancelVideo))]
    public Task<CancelAnswer> RunAsync([ActivityTrigger] TaskRef input, CancellationToken cancellationToken) =>
        providers.GetOrAbsent(input.Attempt.Provider).CancelAsync(new ProviderTask(input.TaskId, input.PollUrl), cancellationToken);
}
