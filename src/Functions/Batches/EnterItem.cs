using Microsoft.Azure.Functions.Worker;
using VideoPipeline.Batches;
using VideoPipeline.Jobs;

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
    JobDoor door,
    TimeProvider time)
{
    [Function(nameof(EnterItem))]
    public async Task<EnteredItem> RunAsync([ActivityTrigger] EnterItemInput input, CancellationToken cancellationToken)
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
        var request = new JobRequest(job, input.StartedAt, item.Request, input.Batch);
        await door.EnterAsync(request, cancellationToken);
        jobs.Remember(request);
        return new EnteredItem();
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
