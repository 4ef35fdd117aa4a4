using System.Globalization;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using VideoPipeline.Jobs;
using VideoPipeline.Pricing;
using VideoPipeline.Resellers;
using VideoPipeline.Storage;
using VideoPipeline.Telemetry;

namespace VideoPipeline.Functions.Videos;

/// <summary>
/// Copies a finished video, and its cover, into Blob storage: from the links that the look has seen, and when they fail, from
/// those that the provider gives now.
/// </summary>
public sealed partial class StoreVideo(
    ProviderRegistry providers, VideoStore store, JobDocuments jobs, JobListing listing, TimeProvider time, ILogger<StoreVideo> logger)
{
    [Function(nameof(StoreVideo))]
    public async Task<StoredVideo> RunAsync([ActivityTrigger] TaskRef input, CancellationToken cancellationToken)
    {
        var (jobId, attempt, name) = input.Attempt;
        await listing.MoveAsync(input.Attempt, JobStatus.Storing, cancellationToken);
        var fresh = input.Seen is null || input.Again ? await LookAsync(input, cancellationToken) : null;
        if ((fresh?.Links ?? input.Seen) is not { } links)
        {
            return await store.FindAsync(BlobPaths.Video(jobId, attempt), cancellationToken) is { } earlier
                ? new StoredVideo(OutputFile.From(earlier), await CoverAsync(input.Attempt, cancellationToken), fresh?.Usage)
                : new StoredVideo(Usage: fresh?.Usage, Code: "missing_url");
        }

        var job = await jobs.RequestAsync(jobId, cancellationToken);
        var metadata = Metadata(input, job);
        var video = await store.StoreVideoAsync(links.Video, BlobPaths.Video(jobId, attempt), metadata, cancellationToken);
        if (video is { Blob: null, Permanent: false } && await OtherAsync(input, links, fresh, cancellationToken) is { } other)
        {
            links = other;
            video = await store.StoreVideoAsync(links.Video, BlobPaths.Video(jobId, attempt), metadata, cancellationToken);
        }

        if (video.Blob is null)
        {
            NotStored(jobId, attempt, video.Code);
            return new StoredVideo(Usage: fresh?.Usage, Code: video.Code, Permanent: video.Permanent);
        }

        Stored(jobId, attempt, video.Blob.Bytes);
        if (job is not null)
        {
            PipelineMetrics.Stored(name, time.GetUtcNow() - job.CreatedAt);
        }

        var cover = links.Cover is { } coverUrl
            ? await store.StoreCoverAsync(coverUrl, BlobPaths.Cover(jobId, attempt), metadata, cancellationToken)
            : null;
        return new StoredVideo(
            OutputFile.From(video.Blob), cover?.Blob is { } blob ? OutputFile.From(blob) : null, fresh?.Usage);
    }

    // The seen link may have run out, and a fresh answer may have lost its link: what one has not, the other may have.
    private async Task<VideoLinks?> OtherAsync(TaskRef input, VideoLinks tried, Finished? fresh, CancellationToken cancellationToken)
    {
        var other = input.Again ? input.Seen : (fresh ?? await LookAsync(input, cancellationToken))?.Links;
        return other?.Video == tried.Video ? null : other;
    }

    private async Task<Finished?> LookAsync(TaskRef input, CancellationToken cancellationToken)
    {
        var answer = await providers.GetOrAbsent(input.Attempt.Provider).LookAsync(new ProviderTask(input.TaskId, input.PollUrl), cancellationToken);
        return answer is LookAnswer.Seen { Look: { State: TaskState.Succeeded } look } ? new Finished(VideoLinks.Of(look), look.Usage) : null;
    }

    private sealed record Finished(VideoLinks? Links, ReportedUsage? Usage);

    private async Task<OutputFile?> CoverAsync(AttemptRef attempt, CancellationToken cancellationToken) =>
        await store.FindAsync(BlobPaths.Cover(attempt.JobId, attempt.Attempt), cancellationToken) is { } cover ? OutputFile.From(cover) : null;

    private static Dictionary<string, string> Metadata(TaskRef input, JobRequest? job)
    {
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

    [LoggerMessage(EventId = 1203, Level = LogLevel.Information, Message = "The video of {JobId}.{Attempt} is stored: {Bytes} bytes.")]
    private partial void Stored(string jobId, int attempt, long bytes);

    [LoggerMessage(EventId = 1204, Level = LogLevel.Warning, Message = "The video of {JobId}.{Attempt} cannot be stored now: {Code}")]
    private partial void NotStored(string jobId, int attempt, string? code);
}
