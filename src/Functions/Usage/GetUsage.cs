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
        ["provider", "model", "batch_id", "day", "attempts", "succeeded", "amount_usd", "quoted_usd", "flagged"];

    private const int MaxDays = 400;
    private const int DefaultDays = 30;

    [Function(nameof(GetUsage))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "api/usage")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var query = new QueryValues(request.Query);
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var to = query.Day("to") ?? today;
        var from = query.Day("from") ?? to.AddDays(-Math.Min(DefaultDays, to.DayNumber));
        if (from > to || to.DayNumber - from.DayNumber > MaxDays)
        {
            return Answers.Refused(new Problem(400, "invalid_query", "The query cannot be read.", [
                new FieldError("from", "invalid_range", $"'from' must not be after 'to' ({to:yyyy-MM-dd}), and at most {MaxDays} days before it.")]));
        }

        string[] groupBy = [.. (query.Text("group_by") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
        var entries = new List<LedgerEntry>();
        await foreach (var entry in ledger.ListAsync(from, to, cancellationToken))
        {
            entries.Add(entry);
        }

        var report = UsageSums.Sum(from, to, groupBy.Length == 0 ? ["provider"] : groupBy, entries);
        request.HttpContext.Response.Headers.Vary = "Accept";
        return TableForm.WantsCsv(request, "application/json") ? Csv(report) : Answers.Ok(report);
    }

    private static IResult Csv(UsageReport report)
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
                    Text(row.Flagged));
            }
        }

        return Results.Text(text.ToString(), TableForm.CsvType);

        static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
    }
}
