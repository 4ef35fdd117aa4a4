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
    [Function(nameof(GetUsage))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/usage")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var errors = new List<FieldError>();
        var (from, to) = UsageDays.Read(request.Query, time, errors);
        var groupBy = Groups(request.Query, errors);
        var format = request.Query["format"].ToString() is { Length: > 0 } text ? text : "json";
        if (format is not ("json" or "csv"))
        {
            errors.Add(new FieldError("format", "invalid_value", "format is json or csv."));
        }

        if (errors.Count > 0)
        {
            return Answers.Refused(new Problem(400, "invalid_query", "The query cannot be read.", errors));
        }

        var entries = new List<LedgerEntry>();
        await foreach (var entry in ledger.ListAsync(from, to, cancellationToken))
        {
            entries.Add(entry);
        }

        var report = UsageSums.Sum(from, to, groupBy, entries);
        return format == "csv" ? Csv(report) : Answers.Ok(report);
    }

    private static IResult Csv(UsageReport report)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        using (var csv = CsvWriter.Create(text))
        {
            csv.WriteRecord("provider", "model", "batch_id", "day", "attempts", "succeeded", "amount_usd", "quoted_usd", "flagged", "saved_usd");
            foreach (var row in report.Rows)
            {
                csv.WriteRecord(
                    row.Provider ?? "",
                    row.Model ?? "",
                    row.BatchId ?? "",
                    row.Day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "",
                    Text(row.Attempts),
                    Text(row.Succeeded),
                    Text(row.AmountUsd),
                    Text(row.QuotedUsd),
                    Text(row.Flagged),
                    Text(row.SavedUsd));
            }
        }

        return Results.Text(text.ToString(), "text/csv");

        static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
    }

    private static string[] Groups(IQueryCollection query, List<FieldError> errors)
    {
        var groups = query["group_by"].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (groups.Except(UsageSums.Groups).FirstOrDefault() is { } unknown)
        {
            errors.Add(new FieldError("group_by", "invalid_value", $"'{unknown}' is none of {string.Join(", ", UsageSums.Groups)}."));
        }

        return groups.Length == 0 ? ["provider"] : groups;
    }
}
