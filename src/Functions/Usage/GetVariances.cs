using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using VideoPipeline.Functions.Http;
using VideoPipeline.Usage;

namespace VideoPipeline.Functions.Usage;

/// <summary><c>GET /api/usage/variances?from=&amp;to=</c>: the bills that differ from a documented price, newest day first.</summary>
public sealed class GetVariances(Ledger ledger, TimeProvider time)
{
    private const int Most = 200;

    [Function(nameof(GetVariances))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "api/usage/variances")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var (from, to, refusal) = UsageDays.Read(new QueryValues(request.Query), time);
        if (refusal is not null)
        {
            return Answers.Refused(refusal);
        }

        var found = new List<LedgerEntry>();
        await foreach (var entry in ledger.ListAsync(from, to, cancellationToken))
        {
            if (entry.Flagged)
            {
                found.Add(entry);
            }
        }

        return Answers.Ok(new
        {
            from,
            to,
            total = found.Count,
            variances = found.OrderByDescending(entry => entry.Day).Take(Most).Select(entry => new
            {
                entry.Day,
                entry.Job,
                entry.Attempt,
                entry.Provider,
                entry.Model,
                entry.QuotedUsd,
                entry.AmountUsd,
                VarianceUsd = entry.AmountUsd - entry.QuotedUsd,
            }),
        });
    }
}
