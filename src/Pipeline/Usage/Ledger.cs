using System.Globalization;
using Azure.Storage.Blobs.Models;
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
            await foreach (var blob in blobs.ListAsync(PrefixOf(day), cancellationToken))
            {
                if (LedgerMetadata.Read(day, blob) is { } entry)
                {
                    yield return entry;
                }
            }
        }
    }

    /// <summary>As many entries of a day as one call to storage gives.</summary>
    public async Task<LedgerPage> FirstPageAsync(DateOnly day, CancellationToken cancellationToken)
    {
        var (records, next) = await blobs.PageAsync(PrefixOf(day), cancellationToken);
        return new LedgerPage([.. records.Select(blob => LedgerMetadata.Read(day, blob)).OfType<LedgerEntry>()], IsWhole: next is null);
    }

    /// <summary>The record of an attempt, or null while it is not settled.</summary>
    public async Task<LedgerRecord?> FindAsync(DateTimeOffset submittedAt, string job, int attempt, CancellationToken cancellationToken) =>
        (await blobs.ReadAsync<LedgerRecord>(BlobPaths.Usage(submittedAt, job, attempt), cancellationToken))?.Value;

    private static string PrefixOf(DateOnly day) => BlobPaths.UsageDay(new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero));
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
    bool Flagged)
{
    public string Job { get; init; } = "";

    public int Attempt { get; init; }

    /// <summary>What the dearest reseller that could have made it had quoted; null where the caller named one.</summary>
    public decimal? DearestUsd { get; init; }

    /// <summary>By how much the choice was cheaper than the dearest; of what was billed alone.</summary>
    public decimal SavedUsd => AmountUsd > 0 && DearestUsd is { } dearest ? Math.Max(0, dearest - QuotedUsd) : 0;
}

/// <summary>Some entries of a day.</summary>
/// <param name="IsWhole">There are no others.</param>
public sealed record LedgerPage(IReadOnlyList<LedgerEntry> Entries, bool IsWhole);

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

        if (record.DearestUsd is { } dearest)
        {
            metadata["dearest_usd"] = Text(dearest);
        }

        return metadata;
    }

    public static LedgerEntry? Read(DateOnly day, BlobItem blob)
    {
        if (blob.Metadata is not { } metadata || !metadata.TryGetValue("provider", out var provider))
        {
            return null;
        }

        var (job, attempt) = AttemptOf(blob.Name);

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
            metadata["flagged"] == "true")
        {
            Job = job,
            Attempt = attempt,
            DearestUsd = metadata.TryGetValue("dearest_usd", out var dearest) ? Number(dearest) : null,
        };
    }

    // usage/{yyyy}/{MM}/{dd}/{job}.{attempt}.json
    private static (string Job, int Attempt) AttemptOf(string name)
    {
        var parts = name[(name.LastIndexOf('/') + 1)..].Split('.');
        return parts.Length == 3 && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var attempt)
            ? (parts[0], attempt)
            : ("", 0);
    }

    private static string Text(decimal value) => value.ToString(CultureInfo.InvariantCulture);

    private static decimal Number(string text) => decimal.Parse(text, NumberStyles.Number, CultureInfo.InvariantCulture);
}
