using Microsoft.Azure.Functions.Worker;
using VideoPipeline.Batches;
using VideoPipeline.Jobs;

namespace VideoPipeline.Functions.Batches;

/// <summary>
/// Writes down an item whose orchestration has failed: parked, because money may be out, until the sweep has taken the job up and
/// brought it to its end.
/// </summary>
public sealed class RecordLostItem(BatchResults results, JobDocuments jobs, TimeProvider time)
{
    [Function(nameof(RecordLostItem))]
    public async Task<LostItem> RunAsync([ActivityTrigger] string job, CancellationToken cancellationToken)
    {
        var item = BatchIds.ItemOf(job) ?? throw new InvalidOperationException($"{job} is no item of a batch.");
        var document = await jobs.FindAsync(job, cancellationToken);
        var news = document is not null
            ? BatchItemRecord.Of(item, document)
            : new BatchItemRecord(
                item.Item,
                JobStatus.TimedOut,
                job,
                item.Wave,
                Error: JobError.Of("orchestration_failed"),
                CompletedAt: time.GetUtcNow());
        var record = await results.RecordAsync(item.Batch, news, cancellationToken);
        return LostItem.Of(record);
    }
}
