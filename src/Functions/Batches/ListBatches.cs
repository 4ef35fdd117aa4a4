using Azure;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using VideoPipeline.Batches;
using VideoPipeline.Functions.Http;
using VideoPipeline.Requests;

namespace VideoPipeline.Functions.Batches;

/// <summary><c>GET /api/batches?status=&amp;created_after=&amp;cursor=&amp;limit=</c>: batches, newest first.</summary>
public sealed class ListBatches(BatchIndex index, BatchQueries queries)
{
    internal const int MaxLimit = 100;

    private const int DefaultLimit = 20;
    private const int AtOnce = 8;

    [Function(nameof(ListBatches))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "api/batches")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        var query = new QueryValues(request.Query);
        try
        {
            var (names, next) = await index.ListAsync(
                query.Time("created_after"), query.Continuation, query.Whole("limit") ?? DefaultLimit, cancellationToken);
            var batches = new BatchDocument?[names.Count];
            await Parallel.ForEachAsync(
                Enumerable.Range(0, names.Count),
                new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
                async (at, token) => batches[at] = (await queries.FindAsync(names[at], client, token))?.Document);
            var status = query.Status<BatchStatus>("status");
            return Answers.Ok(new BatchPage(
                [.. batches.OfType<BatchDocument>().Where(batch => status is null || batch.Status == status)], Cursor.Write(next)));
        }
        catch (RequestFailedException e) when (e.Status == 400 && query.Continuation is not null)
        {
            return Answers.Refused(QueryValues.InvalidCursor);
        }
    }
}

/// <summary>A page of the list.</summary>
/// <param name="Cursor">For the page after; null when this is the last.</param>
internal sealed record BatchPage(IReadOnlyList<BatchDocument> Batches, string? Cursor);
