using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using VideoPipeline.Batches;
using VideoPipeline.Functions.Http;

namespace VideoPipeline.Functions.Batches;

/// <summary><c>DELETE /api/batches/{id}</c>: cancels what has not been submitted; what has been is brought to its end.</summary>
public sealed partial class DeleteBatch(BatchQueries queries, BatchCancels cancels, ILogger<DeleteBatch> logger)
{
    [Function(nameof(DeleteBatch))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "delete", Route = "api/batches/{id}")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        if (await queries.FindAsync(id, client, cancellationToken) is not { } batch)
        {
            return Answers.NotFound("batch", id);
        }

        if (batch.State.Current.CompletedAt is not null)
        {
            return Answers.Refused(409, "already_final", "The batch has ended; there is nothing to cancel.");
        }

        await cancels.RequestAsync(id, cancellationToken);
        Cancelled(id);
        return Answers.Accepted(request, BatchRoutes.Self(id), batch.Document);
    }

    [LoggerMessage(EventId = 1703, Level = LogLevel.Information, Message = "A caller cancels {BatchId}.")]
    private partial void Cancelled(string batchId);
}
