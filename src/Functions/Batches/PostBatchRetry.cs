using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using VideoPipeline.Batches;
using VideoPipeline.Functions.Http;

namespace VideoPipeline.Functions.Batches;

/// <summary><c>POST /api/batches/{id}/retry</c>: runs the items again that failed for good; parked ones are refused with the reason.</summary>
public sealed class PostBatchRetry(BatchQueries queries, BatchRetries retries)
{
    [Function(nameof(PostBatchRetry))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/batches/{id}/retry")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        if (await queries.FindAsync(id, client, cancellationToken) is not { } batch)
        {
            return Answers.NotFound("batch", id);
        }

        var retry = await retries.StartAsync(batch, client, cancellationToken);
        if (retry.Problem is { } problem)
        {
            return Answers.Refused(problem);
        }

        var after = (await queries.FindAsync(id, client, cancellationToken))!.Document;
        return Answers.Accepted(request, BatchRoutes.Self(id), new BatchRetried(after.Id, after.Status, after.Counts, after.Total, retry.Retried, retry.Refused, after.Links));
    }
}

/// <summary>A batch whose failed items run again.</summary>
/// <param name="Retried">How many.</param>
/// <param name="Refused">Parked items, which are left alone.</param>
internal sealed record BatchRetried(
    string Id, BatchStatus Status, BatchCounts Counts, int Total, int Retried, IReadOnlyList<ParkedItem>? Refused, BatchLinks? Links);
