using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using VideoPipeline.Storage;

namespace VideoPipeline.Functions.Housekeeping;

/// <summary>Once a day: histories and inline inputs that are past their retention.</summary>
public sealed partial class PurgeInstances(
    BlobStore blobs, IOptions<RetentionOptions> options, TimeProvider time, ILogger<PurgeInstances> logger)
{
    [Function(nameof(PurgeInstances))]
    public async Task RunAsync(
        [TimerTrigger(Schedules.Purge)] TimerInfo timer,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        // Failed and terminated ones stay until the sweep has seen to their money; then their follow-ups complete.
        var filter = new PurgeInstancesFilter(
            CreatedTo: time.GetUtcNow() - options.Value.Instances, Statuses: [OrchestrationRuntimeStatus.Completed]);
        var purged = await client.PurgeAllInstancesAsync(filter, cancellation: cancellationToken);
        var inputs = options.Value.Requests is { } retention ? await DeleteInputsAsync(retention, cancellationToken) : 0;
        Purged(purged.PurgedInstanceCount, inputs);
    }

    private async Task<int> DeleteInputsAsync(TimeSpan retention, CancellationToken cancellationToken)
    {
        var deleted = 0;
        await foreach (var blob in blobs.ListAsync("inputs/", cancellationToken))
        {
            if (blob.Properties.CreatedOn < time.GetUtcNow() - retention)
            {
                await blobs.DeleteAsync(blob.Name, cancellationToken);
                deleted++;
            }
        }

        return deleted;
    }

    [LoggerMessage(EventId = 1402, Level = LogLevel.Information, Message = "Purged {Instances} finished instances and {Inputs} inline inputs.")]
    private partial void Purged(int instances, int inputs);
}
