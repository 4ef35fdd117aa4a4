using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using VideoPipeline.Functions.Http;
using VideoPipeline.Jobs;

namespace VideoPipeline.Functions.Batches;

/// <summary><c>GET /api/batches/{id}/items?status=&amp;cursor=&amp;limit=</c>: items in their order, with what has become of each.</summary>
public sealed class GetBatchItems(BatchQueries queries, BatchItems items)
{
    private const int DefaultLimit = 100;
    internal const int MaxLimit = 1000;

    // A rare status in a long batch: a page may end before it is full rather than read everything.
    private const int MostRead = 10_000;

    [Function(nameof(GetBatchItems))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "api/batches/{id}/items")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        if (await queries.FindAsync(id, client, cancellationToken) is not { } batch)
        {
            return Answers.NotFound("batch", id);
        }

        var query = new QueryValues(request.Query);
        return Answers.Ok(await PageAsync(
            batch, query.Status<JobStatus>("status"), query.Whole("cursor") ?? 1, query.Whole("limit") ?? DefaultLimit, cancellationToken));
    }

    private async Task<ItemPage> PageAsync(BatchView batch, JobStatus? status, int from, int limit, CancellationToken cancellationToken)
    {
        var page = new List<ItemDocument>();
        await foreach (var read in items.ReadAsync(batch, from, cancellationToken))
        {
            foreach (var item in read)
            {
                if (page.Count == limit)
                {
                    return new ItemPage(page, Cursor(item.Number));
                }

                if (status is null || item.Status == status)
                {
                    page.Add(item);
                }
            }

            if (read.Count > 0 && read[^1].Number >= from + MostRead && read[^1].Number < batch.Header.Total)
            {
                return new ItemPage(page, Cursor(read[^1].Number + 1));
            }
        }

        return new ItemPage(page, Cursor: null);
    }

    private static string Cursor(int number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>A page of a batch's items.</summary>
/// <param name="Cursor">The number of the next item; null when there is none.</param>
internal sealed record ItemPage(IReadOnlyList<ItemDocument> Items, string? Cursor);
