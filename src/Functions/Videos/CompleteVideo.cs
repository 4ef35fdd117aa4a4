using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using VideoPipeline.Batches;
using VideoPipeline.Functions.Events;
using VideoPipeline.Jobs;
using VideoPipeline.Telemetry;

namespace VideoPipeline.Functions.Videos;

/// <summary>Writes the job's document and its line in the index.</summary>
public sealed partial class CompleteVideo(
    JobDocuments jobs, JobIndex index, BatchResults batches, LiveMarkers live, EventBus events, TimeProvider time, ILogger<CompleteVideo> logger)
{
    [Function(nameof(CompleteVideo))]
    public async Task<CompletedVideo> RunAsync([ActivityTrigger] CompleteVideoInput input, CancellationToken cancellationToken)
    {
        var request = await jobs.RequireRequestAsync(input.JobId, cancellationToken);
        var end = new JobEnd(input.Status, input.Attempts, input.Error, input.FollowedUp, input.Superseded);
        var now = time.GetUtcNow();
        string? news = null;
        var (before, job) = await jobs.ChangeAsync(
            input.JobId,
            existing =>
            {
                (var told, news) = VideoNews.Tell(existing, JobMerge.Apply(existing, request, end, now), input.Teller);
                return told;
            },
            cancellationToken);
        await index.UpdateAsync(request, job.Status, job.Provider ?? request.Request.Provider, cancellationToken);

        await live.MarkAsync(job, cancellationToken);
        if (BatchIds.ItemOf(job.Id) is { } item)
        {
            await batches.RecordAsync(item.Batch, BatchItemRecord.Of(item, job), cancellationToken);
        }

        if (before?.Status != job.Status)
        {
            PipelineMetrics.JobEnded(job.Status, job.Provider ?? request.Request.Provider);
            Completed(job.Id, job.Status, job.Error?.Code ?? "", job.Late);
        }

        return new CompletedVideo(
            new VideoResult(job.Id, job.Status, job.Error?.Code, job.Provider, job.Usage?.AmountUsd),
            PublishType: events.IsConfigured ? news : null,
            WebhookType: (job.Request.WebhookUrl ?? job.Request.Door?.CallbackUrl) is null ? null : news);
    }

    [LoggerMessage(EventId = 1206, Level = LogLevel.Information, Message = "Job {JobId} has {Status} {Code} (late: {Late}).")]
    private partial void Completed(string jobId, JobStatus status, string code, bool late);
}

/// <summary>Output of <see cref="CompleteVideo"/>: the result, and what there is to tell to whom.</summary>
public sealed record CompletedVideo(VideoResult Result, string? PublishType = null, string? WebhookType = null);
