using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using VideoPipeline.Batches;
using VideoPipeline.Functions.Batches;
using VideoPipeline.Functions.Videos;
using VideoPipeline.Jobs;
using VideoPipeline.Storage;
using VideoPipeline.Submissions;

namespace VideoPipeline.Functions.Housekeeping;

/// <summary>
/// Every few minutes: finds what nobody runs although it is not over. An <c>open/</c> marker whose instances are missing, failed or
/// terminated is money that is out; a line of the index that is not over, without
/// an instance and a document, is a job whose start was lost. Lines that say something else than their job are put right.
/// </summary>
public sealed partial class SweepVideos(
    BlobStore blobs,
    SubmissionStore submissions,
    JobIndex index,
    JobDocuments jobs,
    BatchResults results,
    StaleMarkers markers,
    TimeProvider time,
    ILogger<SweepVideos> logger)
{
    // The service's largest: nearly all of these lines are of jobs that are over, and each page is a call.
    private const int IndexPage = 5000;

    // Younger ones are on their way: the marker is written before the record, the index line before the start.
    private static readonly TimeSpan s_grace = TimeSpan.FromMinutes(10);

    // A step writes the line before its orchestration shows the state.
    private static readonly TimeSpan s_settling = TimeSpan.FromMinutes(2);

    // A parked job is followed for seven days from its submit.
    private static readonly TimeSpan s_reach = TimeSpan.FromDays(8);

    [Function(nameof(SweepVideos))]
    public async Task RunAsync(
        [TimerTrigger(Schedules.Sweep)] TimerInfo timer,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        await SweepAsync(client, cancellationToken);
        await markers.ClearAsync(cancellationToken);
    }

    /// <returns>How many jobs and attempts were started again.</returns>
    internal async Task<int> SweepAsync(DurableTaskClient client, CancellationToken cancellationToken)
    {
        var recovered = 0;
        await foreach (var blob in blobs.ListAsync(BlobPaths.OpenPrefix, cancellationToken))
        {
            try
            {
                recovered += await RecoverAsync(blob.Name, client, cancellationToken) ? 1 : 0;
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // One that cannot be read or started holds up no other.
                NotRecovered(blob.Name, e);
            }
        }

        return recovered + await RecoverListedAsync(client, cancellationToken);
    }

    private async Task<bool> RecoverAsync(string blob, DurableTaskClient client, CancellationToken cancellationToken)
    {
        var marker = (await blobs.ReadAsync<OpenMarker>(blob, cancellationToken))?.Value;
        return marker is not null && marker.PreparedAt + s_grace < time.GetUtcNow()
            && await RecoverAttemptAsync(marker, client, cancellationToken);
    }

    private async Task<bool> RecoverAttemptAsync(OpenMarker marker, DurableTaskClient client, CancellationToken cancellationToken)
    {
        if (await RunsAsync(client, marker.Job, cancellationToken)
            || await RunsAsync(client, FollowUpOrchestration.InstanceId(marker.Job, marker.Attempt), cancellationToken)
            || await ItsBatchHasItAsync(client, marker.Job, cancellationToken))
        {
            return false;
        }

        Recovering(marker.Job, marker.Attempt);
        if (await jobs.FindAsync(marker.Job, cancellationToken) is null)
        {
            // The run from the beginning finds every step that was done, and does none of them twice.
            await client.StartOnceAsync(
                GenerateVideoOrchestration.Name, new GenerateVideoInput(marker.Job), marker.Job, cancellationToken);
            return true;
        }

        if (await submissions.ReadAsync(marker.Job, marker.Attempt, cancellationToken) is not { } read)
        {
            await submissions.CloseAsync(marker.Job, marker.Attempt, cancellationToken);
            return false;
        }

        await StartFollowUp.RunAsync(StateOf(read.Value), client, cancellationToken);
        return true;
    }

    private async Task<int> RecoverListedAsync(DurableTaskClient client, CancellationToken cancellationToken)
    {
        var recovered = 0;
        var now = time.GetUtcNow();
        var filter = new JobFilter(CreatedAfter: now - s_reach, MayMove: true);
        string? cursor = null;
        do
        {
            var page = await index.ListAsync(filter, cursor, IndexPage, cancellationToken);
            foreach (var entry in page.Entries.Where(entry => entry.CreatedAt + s_grace < now))
            {
                try
                {
                    recovered += await RecoverAsync(entry, client, cancellationToken) ? 1 : 0;
                }
                catch (Exception e) when (e is not OperationCanceledException)
                {
                    NotRecovered(entry.Id, e);
                }
            }

            cursor = page.Cursor;
        }
        while (cursor is not null);
        return recovered;
    }

    private async Task<bool> RecoverAsync(JobEntry entry, DurableTaskClient client, CancellationToken cancellationToken)
    {
        if (await jobs.RequestAsync(entry.Id, cancellationToken) is not { } request)
        {
            return false;
        }

        // The document last: whoever has run the job and ended meanwhile has written it.
        var instance = await client.GetInstanceAsync(entry.Id, getInputsAndOutputs: true, cancellationToken);
        var isHeld = instance is { IsCompleted: false } || await ItsBatchHasItAsync(client, entry.Id, cancellationToken);
        var document = await jobs.FindAsync(entry.Id, cancellationToken);
        await CorrectAsync(entry, request, VideoQueries.Of(request, document, instance), cancellationToken);
        if (isHeld || document is not null)
        {
            return false;
        }

        Recovering(entry.Id, attempt: 0);
        await client.StartOnceAsync(
            GenerateVideoOrchestration.Name, new GenerateVideoInput(entry.Id), entry.Id, cancellationToken);
        return true;
    }

    // A step that ran twice may have come last, or a write was lost.
    private async Task CorrectAsync(JobEntry entry, JobRequest request, JobDocument job, CancellationToken cancellationToken)
    {
        var provider = job.Provider ?? request.Request.Provider;
        if ((job.Status != entry.Status || provider != entry.Provider) && entry.MovedAt + s_settling < time.GetUtcNow())
        {
            Corrected(entry.Id, entry.Status, job.Status);
            await index.CorrectAsync(entry, request, job.Status, provider, cancellationToken);
        }
    }

    private async Task<bool> ItsBatchHasItAsync(DurableTaskClient client, string job, CancellationToken cancellationToken) =>
        BatchIds.ItemOf(job) is { } item && await client.MayBeCalledAsync(item, results, cancellationToken);

    private static AttemptState StateOf(SubmissionRecord record) => new(
        record.Job,
        record.Attempt,
        new VideoCandidate(record.Provider, record.Quote, ExpectsCallback: false, FailureIsUnbilled: false),
        record.PreparedAt,
        record.State is SubmissionState.Prepared or SubmissionState.Sending ? null : SubmissionResult.From(record),
        Superseded: OtherTasks.IsOne(record.Attempt));

    private static async Task<bool> RunsAsync(DurableTaskClient client, string instanceId, CancellationToken cancellationToken) =>
        await client.GetInstanceAsync(instanceId, cancellationToken) is { IsCompleted: false };

    [LoggerMessage(EventId = 1401, Level = LogLevel.Warning, Message = "Nobody runs {JobId} (attempt {Attempt}), though it is not over: started again.")]
    private partial void Recovering(string jobId, int attempt);

    [LoggerMessage(EventId = 1406, Level = LogLevel.Information, Message = "The listing said of {JobId} {Listed}; it is {Status}.")]
    private partial void Corrected(string jobId, JobStatus listed, JobStatus status);

    [LoggerMessage(EventId = 1403, Level = LogLevel.Error, Message = "The sweep cannot recover {Marker}; the next one tries again.")]
    private partial void NotRecovered(string marker, Exception exception);
}
