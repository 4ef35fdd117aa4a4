using System.Globalization;
using Microsoft.Azure.Functions.Worker;
using VideoPipeline.Jobs;
using VideoPipeline.Providers;
using VideoPipeline.Storage;

namespace VideoPipeline.Functions.Videos;

/// <summary>
/// Copies a finished video, and its cover, into Blob storage. Asks the provider for the URL itself, so that no signed link stands
/// in a history and a retry gets a fresh one.
/// </summary>
public sealed class StoreVideo(ProviderRegistry providers, VideoStore store, JobDocuments jobs)
{
    [Function(nameof(StoreVideo))]
    public async Task<StoredVideo> RunAsync([ActivityTrigger] TaskRef input, CancellationToken cancellationToken)
    {
        var (jobId, attempt, name) = input.Attempt;
        var answer = await providers.GetOrAbsent(name).LookAsync(new ProviderTask(input.TaskId, input.PollUrl), cancellationToken);
        if (answer is not LookAnswer.Seen { Look: { State: TaskState.Succeeded, VideoUrl: { } url } look })
        {
            return await store.FindAsync(BlobPaths.Video(jobId, attempt), cancellationToken) is { } earlier
                ? new StoredVideo(OutputFile.From(earlier), await CoverAsync(input.Attempt, cancellationToken))
                : new StoredVideo(Code: "missing_url");
        }

        var metadata = await MetadataAsync(input, cancellationToken);
        var video = await store.StoreVideoAsync(url, BlobPaths.Video(jobId, attempt), metadata, cancellationToken);
        if (video.Blob is null)
        {
            return new StoredVideo(Usage: look.Usage, Code: video.Code, Permanent: video.Permanent);
        }

        var cover = look.CoverUrl is { } coverUrl
            ? await store.StoreCoverAsync(coverUrl, BlobPaths.Cover(jobId, attempt), metadata, cancellationToken)
            : null;
        return new StoredVideo(
            OutputFile.From(video.Blob), cover?.Blob is { } blob ? OutputFile.From(blob) : null, look.Usage);
    }

    private async Task<OutputFile?> CoverAsync(AttemptRef attempt, CancellationToken cancellationToken) =>
        await store.FindAsync(BlobPaths.Cover(attempt.JobId, attempt.Attempt), cancellationToken) is { } cover ? OutputFile.From(cover) : null;

    private async Task<Dictionary<string, string>> MetadataAsync(TaskRef input, CancellationToken cancellationToken)
    {
        var job = await jobs.RequestAsync(input.Attempt.JobId, cancellationToken);
        var metadata = new Dictionary<string, string>
        {
            ["job"] = input.Attempt.JobId,
            ["attempt"] = input.Attempt.Attempt.ToString(CultureInfo.InvariantCulture),
            ["provider"] = input.Attempt.Provider,
            ["task"] = Uri.EscapeDataString(input.TaskId),
        };

        // Blob metadata is header text: the job's own values are percent-encoded, and kept apart by a prefix.
        foreach (var (key, value) in job?.Request.Metadata ?? new Dictionary<string, string>())
        {
            metadata["meta_" + key] = Uri.EscapeDataString(value);
        }

        return metadata;
    }
}
