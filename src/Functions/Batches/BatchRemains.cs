using VideoPipeline.Batches;
using VideoPipeline.Jobs;
using VideoPipeline.Storage;

namespace VideoPipeline.Functions.Batches;

/// <summary>What there is of a wave whose lanes are gone: counted from its records, after every item has been given one.</summary>
public sealed class BatchRemains(BatchStates states, BatchResults results, JobDocuments jobs, RecordLostItem lost, TimeProvider time)
{
    public async Task<BatchTally> CountAsync(BatchHeader header, int wave, CancellationToken cancellationToken)
    {
        var items = wave == 0
            ? Enumerable.Range(1, header.Total)
            : (await states.WaveItemsAsync(header.Id, wave, cancellationToken)).Items;
        var tally = BatchTally.Empty;
        foreach (var thousand in items.GroupBy(item => item / BlobPaths.ResultsPerFolder))
        {
            var records = await results.ListAsync(header.Id, thousand.Key, cancellationToken);
            foreach (var number in thousand)
            {
                var standing = records.TryGetValue(number, out var record) && record.Wave == wave
                    ? LostItem.Of(record)
                    : await RecordAsync(new BatchItemRef(header.Id, number, wave), cancellationToken);
                tally = tally.Add(standing.Status, standing.AmountUsd);
            }
        }

        return tally;
    }

    // What has a request is a job, with or without an instance: it ends by itself or by the sweep of videos, and its record moves then.
    private async Task<LostItem> RecordAsync(BatchItemRef item, CancellationToken cancellationToken)
    {
        if (await jobs.RequestAsync(item.Job, cancellationToken) is not null)
        {
            return await lost.RunAsync(item.Job, cancellationToken);
        }

        var never = new BatchItemRecord(
            item.Item, JobStatus.Failed, Wave: item.Wave, Error: JobError.Of("batch_interrupted"), CompletedAt: time.GetUtcNow());
        var record = await results.RecordAsync(item.Batch, never, cancellationToken);
        return LostItem.Of(record);
    }
}
