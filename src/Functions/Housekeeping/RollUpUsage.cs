using Microsoft.Azure.Functions.Worker;
using VideoPipeline.Storage;
using VideoPipeline.Usage;

namespace VideoPipeline.Functions.Housekeeping;

/// <summary>
/// Once a day: sums yesterday and the days before that may still have changed into <c>rollups/{yyyy-MM-dd}.json</c>, for whoever
/// reads months. A record is kept under the day of its submit, and a parked job may settle more than a week later.
/// </summary>
public sealed class RollUpUsage(Ledger ledger, BlobStore blobs, TimeProvider time)
{
    // The deadline of a job, which is hours, then seven days of looking after it.
    private const int Days = 9;

    [Function(nameof(RollUpUsage))]
    public async Task RunAsync([TimerTrigger(Schedules.RollUp)] TimerInfo timer, CancellationToken cancellationToken)
    {
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        for (var day = today.AddDays(-Days); day < today; day = day.AddDays(1))
        {
            var entries = new List<LedgerEntry>();
            await foreach (var entry in ledger.ListAsync(day, day, cancellationToken))
            {
                entries.Add(entry);
            }

            if (entries.Count > 0)
            {
                var report = UsageSums.Sum(day, day, ["provider", "model", "batch"], entries);
                await blobs.PutAsync(BlobPaths.RollUp(day), report, cancellationToken);
            }
        }
    }
}
