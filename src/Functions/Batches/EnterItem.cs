using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using VideoPipeline.Batches;
using VideoPipeline.Jobs;
using VideoPipeline.Telemetry;

namespace VideoPipeline.Functions.Batches;

/// <summary>
/// Brings an item through the door, so that a job of a batch is a job like any other. What has been cancelled meanwhile, or does not
/// fit into what the batch may cost, ends here and never becomes one.
/// </summary>
public sealed class EnterItem(
    BatchStates states,
    BatchManifest manifest,
    BatchResults results,
    BatchCancels cancels,
    JobDocuments jobs,
    RecordLostItem lost,
    JobDoor door,
    TimeProvider time)
{
    [Function(nameof(EnterItem))]
    public async Task<EnteredItem> RunAsync(
        [ActivityTrigger] EnterItemInput input, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        var job = BatchIds.Job(input.Batch, input.Item, input.Wave);

        // A run of this activity that was interrupted may have let the job in: then it ends as a job does, cancelled before its plan.
        if (await RefusalAsync(input, cancellationToken) is { } refusal && await jobs.RequestAsync(job, cancellationToken) is null)
        {
            var record = await results.RecordAsync(input.Batch, refusal, cancellationToken);
            return new EnteredItem(record.Counted);
        }

        var header = await states.RequireHeaderAsync(input.Batch, cancellationToken);
        var item = await manifest.ItemAsync(header, input.Item, cancellationToken);
        using var entry = JobTrace.Begin(nameof(EnterItem), link: header.TraceParent);
        var request = new JobRequest(job, input.StartedAt, item.Request, input.Batch, JobTrace.Current);
        var isNew = await door.EnterAsync(request, cancellationToken);
        jobs.Remember(request);

        // What was not written down before, nobody can have started.
        return isNew ? new EnteredItem() : await StandingAsync(new BatchItemRef(input.Batch, input.Item, input.Wave), client, cancellationToken);
    }

    private async Task<EnteredItem> StandingAsync(BatchItemRef item, DurableTaskClient client, CancellationToken cancellationToken)
    {
        var instance = await client.GetInstanceAsync(item.Job, cancellationToken);
        if (instance is { IsCompleted: false })
        {
            return new EnteredItem(Runs: true);
        }

        var ended = await jobs.FindAsync(item.Job, cancellationToken) is { Status.IsSettledOrParked: true };
        if (!ended && (instance is null || await results.FindAsync(item, cancellationToken) is null))
        {
            return new EnteredItem();
        }

        // Also what was given up here before: from then on the sweep may start it.
        var (status, amount) = await lost.RunAsync(item.Job, cancellationToken);
        return new EnteredItem(status, amount);
    }

    private async Task<BatchItemRecord?> RefusalAsync(EnterItemInput input, CancellationToken cancellationToken)
    {
        if (await cancels.IsRequestedAsync(input.Batch, cancellationToken))
        {
            return Ended(input, JobStatus.Cancelled, new JobError("cancelled", "The batch was cancelled before this item was submitted."));
        }

        return input.Refused
            ? Ended(input, JobStatus.Failed, new JobError("budget_exceeded", "What the batch may cost is used up."))
            : null;
    }

    private BatchItemRecord Ended(EnterItemInput input, JobStatus status, JobError error) =>
        new(input.Item, status, Wave: input.Wave, Error: error, CompletedAt: time.GetUtcNow());
}
