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

        return Answers.Ok(new VarianceReport(
            from,
            to,
            found.Count,
            [.. found.OrderByDescending(entry => entry.Day).Take(Most).Select(entry => new VarianceRow(
                entry.Day, entry.Job, entry.Attempt, entry.Provider, entry.Model, entry.QuotedUsd, entry.AmountUsd, entry.AmountUsd - entry.QuotedUsd))]));
    }
}

/// <summary>Bills that differ from a documented price.</summary>
/// <param name="Total">How many there are.</param>
/// <param name="Variances">The newest of them.</param>
internal sealed record VarianceReport(DateOnly From, DateOnly To, int Total, IReadOnlyList<VarianceRow> Variances);

/// <summary>One such bill.</summary>
internal sealed record VarianceRow(
    DateOnly Day, string Job, int Attempt, string Provider, string Model, decimal QuotedUsd, decimal AmountUsd, decimal VarianceUsd);
