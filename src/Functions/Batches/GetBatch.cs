using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using VideoPipeline.Functions.Http;

namespace VideoPipeline.Functions.Batches;

/// <summary><c>GET /api/batches/{id}</c>: counts, spend, quoted total and ETA.</summary>
public sealed class GetBatch(BatchQueries queries)
{
    [Function(nameof(GetBatch))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "api/batches/{id}")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) =>
        await queries.FindAsync(id, client, cancellationToken) is { } batch ? Answers.Ok(batch.Document) : Answers.NotFound("batch", id);
}
