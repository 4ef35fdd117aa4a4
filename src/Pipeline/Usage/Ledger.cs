using System.Globalization;
using VideoPipeline.Storage;

namespace VideoPipeline.Usage;

/// <summary>The immutable ledger. Amounts are repeated as blob metadata, so that a listing sums a day without reading a body.</summary>
public sealed class Ledger(BlobStore blobs)
{
    /// <summary>Writes the record once. The record that stands is the answer, whoever wrote it.</summary>
    public async Task<LedgerRecord> RecordAsync(LedgerRecord record, CancellationToken cancellationToken)
    {
        var name = BlobPaths.Usage(record.SubmittedAt, record.Job, record.Attempt);
        return await blobs.TryCreateAsync(name, record, cancellationToken, LedgerMetadata.Write(record))
            ? record
            : (await blobs.ReadAsync<LedgerRecord>(name, cancellationToken))?.Value ?? record;
    }

    /// <summary>The entries of the days from <paramref name="from"/> to <paramref name="to"/>, both included.</summary>
    public async IAsyncEnumerable<LedgerEntry> ListAsync(
        DateOnly from, DateOnly to, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var day = from; day <= to; day = day.AddDays(1))
        {
            var prefix = BlobPaths.UsageDay(new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero));
            await foreach (var blob in blobs.ListAsync(prefix, cancellationToken))
            {
                if (LedgerMetadata.Read(day, blob.Metadata) is { } entry)
                {
                    yield return entry;
                }
            }
        }
    }
}

/// <summary>What a listing tells of a ledger record.</summary>
public sealed record LedgerEntry(
    DateOnly Day,
    string Provider,
    string Model,
    string? BatchId,
    string Status,
    string Unit,
    decimal Quantity,
    decimal AmountUsd,
    decimal QuotedUsd,
    bool Flagged);

/// <summary>The ledger record's figures as blob metadata. Names are fixed: earlier records carry them for good.</summary>
internal static class LedgerMetadata
{
    public static Dictionary<string, string> Write(LedgerRecord record)
    {
        var metadata = new Dictionary<string, string>
        {
            ["provider"] = record.Provider,
            ["model"] = record.Model,
            ["status"] = record.Status.ToString(),
            ["amount_usd"] = Text(record.Bill?.AmountUsd ?? 0),
            ["quoted_usd"] = Text(record.Quote?.AmountUsd ?? 0),
            ["quantity"] = Text(record.Bill?.Quantity ?? 0),
            ["flagged"] = record.Bill is { Flagged: true } ? "true" : "false",
        };

        // Metadata are headers, and not every service or proxy keeps an empty one.
        if ((record.Bill?.Unit ?? record.Quote?.Unit) is { } unit)
        {
            metadata["unit"] = unit.ToString().ToLowerInvariant();
        }

        if (record.BatchId is { } batch)
        {
            metadata["batch"] = batch;
        }

        return metadata;
    }

    public static LedgerEntry? Read(DateOnly day, IDictionary<string, string>? metadata)
    {
        if (metadata is null || !metadata.TryGetValue("provider", out var provider))
        {
            return null;
        }

        return new LedgerEntry(
            day,
            provider,
            metadata["model"],
            metadata.TryGetValue("batch", out var batch) ? batch : null,
            metadata["status"],
            metadata.TryGetValue("unit", out var unit) ? unit : "",
            Number(metadata["quantity"]),
            Number(metadata["amount_usd"]),
            Number(metadata["quoted_usd"]),
            metadata["flagged"] == "true");
    }

    private static string Text(decimal value) => value.ToString(CultureInfo.InvariantCulture);

    private static decimal Number(string text) => decimal.Parse(text, NumberStyles.Number, CultureInfo.InvariantCulture);
}
