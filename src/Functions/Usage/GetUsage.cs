using System.Globalization;
using CsvHelper;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using VideoPipeline.Functions.Http;
using VideoPipeline.Requests;
using VideoPipeline.Usage;

namespace VideoPipeline.Functions.Usage;

/// <summary><c>GET /api/usage?from=&amp;to=&amp;group_by=provider,model,batch,day&amp;format=json|csv</c>: the ledger, summed.</summary>
public sealed class GetUsage(Ledger ledger, TimeProvider time)
{
    internal static readonly string[] Columns =
        ["provider", "model", "batch_id", "day", "attempts", "succeeded", "amount_usd", "quoted_usd", "flagged", "saved_usd"];

    [Function(nameof(GetUsage))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "api/usage")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var query = new QueryValues(request.Query);
        var (from, to, refusal) = UsageDays.Read(query, time);
        if (refusal is not null)
        {
            return Answers.Refused(refusal);
        }

        string[] groupBy = [.. (query.Text("group_by") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
        var entries = new List<LedgerEntry>();
        await foreach (var entry in ledger.ListAsync(from, to, cancellationToken))
        {
            entries.Add(entry);
        }

        var report = UsageSums.Sum(from, to, groupBy.Length == 0 ? ["provider"] : groupBy, entries);
        request.HttpContext.Response.Headers.Vary = "Accept";
        return TableForm.WantsCsv(request, "application/json") ? Results.Text(Csv(report), TableForm.CsvType) : Answers.Ok(report);
    }

    internal static string Csv(UsageReport report)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        using (var csv = CsvWriter.Create(text))
        {
            csv.WriteRecord(Columns);
            foreach (var row in report.Rows)
            {
                csv.WriteRecord(
                    row.Provider ?? "",
                    row.Model ?? "",
                    row.BatchId ?? "",
                    row.Day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "",
                    Text(row.Attempts),
                    Text(row.Succeeded),
                    Json.Text(row.AmountUsd),
                    Json.Text(row.QuotedUsd),
                    Text(row.Flagged),
                    Json.Text(row.SavedUsd));
            }
        }

        return text.ToString();

        static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
    }
}
