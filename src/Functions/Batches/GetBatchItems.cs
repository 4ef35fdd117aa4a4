using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using VideoPipeline.Functions.Http;
using VideoPipeline.Jobs;
using VideoPipeline.Requests;

namespace VideoPipeline.Functions.Batches;

/// <summary><c>GET /api/batches/{id}/items?status=&amp;cursor=&amp;limit=</c>: items in their order, with what has become of each.</summary>
public sealed class GetBatchItems(BatchQueries queries, BatchItems items)
{
    private const int DefaultLimit = 100;
    private const int MaxLimit = 1000;

    // A rare status in a long batch: a page may end before it is full rather than read everything.
    private const int MostRead = 10_000;

    [Function(nameof(GetBatchItems))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/batches/{id}/items")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        if (await queries.FindAsync(id, client, cancellationToken) is not { } batch)
        {
            return Answers.NotFound("batch", id);
        }

        var errors = new List<FieldError>();
        var status = Value<JobStatus>(request.Query, "status", errors, StatusOf);
        var from = Value<int>(request.Query, "cursor", errors, NumberOf) ?? 1;
        var limit = Math.Min(Value<int>(request.Query, "limit", errors, NumberOf) ?? DefaultLimit, MaxLimit);
        return errors.Count > 0
            ? Answers.Refused(new Problem(400, "invalid_query", "The query cannot be read.", errors))
            : Answers.Ok(await PageAsync(batch, status, from, limit, cancellationToken));
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

    private static int? NumberOf(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : null;

    private static JobStatus? StatusOf(string text) => Enum.GetValues<JobStatus>().Cast<JobStatus?>()
        .FirstOrDefault(status => JsonNamingPolicy.SnakeCaseLower.ConvertName(status!.Value.ToString()) == text);

    private static T? Value<T>(IQueryCollection query, string name, List<FieldError> errors, Func<string, T?> parse)
        where T : struct
    {
        if (query[name].ToString() is not { Length: > 0 } text)
        {
            return null;
        }

        var value = parse(text);
        if (value is null)
        {
            errors.Add(new FieldError(name, "invalid_value", $"'{text}' is no value for {name}."));
        }

        return value;
    }

    private sealed record ItemPage(IReadOnlyList<ItemDocument> Items, string? Cursor);
}
