using System.Globalization;
using System.Text.Json;
using CsvHelper;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using VideoPipeline.Functions.Http;

namespace VideoPipeline.Functions.Batches;

/// <summary><c>GET /api/batches/{id}/results?format=jsonl|csv</c>: one record per item, streamed.</summary>
public sealed class GetBatchResults(BatchQueries queries, BatchItems items)
{
    internal const string LinesType = "application/x-ndjson";

    private static readonly byte[] s_newLine = [(byte)'\n'];

    internal static readonly string[] Columns =
    [
        "number", "item", "line", "id", "status", "provider", "quoted_usd", "amount_usd", "video_blob", "video_url", "video_bytes", "video_sha256",
        "cover_blob", "error_code", "error_message", "provider_code", "provider_message", "late", "completed_at",
    ];

    [Function(nameof(GetBatchResults))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "api/batches/{id}/results")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        if (await queries.FindAsync(id, client, cancellationToken) is not { } batch)
        {
            return Answers.NotFound("batch", id);
        }

        request.HttpContext.Response.Headers.Vary = "Accept";
        return TableForm.WantsCsv(request, LinesType)
            ? Results.Stream(stream => WriteCsvAsync(stream, batch, cancellationToken), TableForm.CsvType)
            : Results.Stream(stream => WriteLinesAsync(stream, batch, cancellationToken), LinesType);
    }

    private async Task WriteLinesAsync(Stream stream, BatchView batch, CancellationToken cancellationToken)
    {
        await foreach (var page in items.ReadAsync(batch, from: 1, cancellationToken))
        {
            foreach (var item in page)
            {
                await JsonSerializer.SerializeAsync(stream, item, Json.Options, cancellationToken);
                await stream.WriteAsync(s_newLine, cancellationToken);
            }
        }
    }

    // A spreadsheet runs what begins like a formula, and names and messages are anybody's.
    private async Task WriteCsvAsync(Stream stream, BatchView batch, CancellationToken cancellationToken)
    {
        var options = CsvWriterOptions.Default with { Injection = CsvInjection.Escape };
        using var page = new MemoryStream();
        await using (var csv = CsvWriter.Create(page, options, leaveOpen: true))
        {
            var keys = batch.Header.MetadataKeys ?? [];
            csv.WriteRecord([.. Columns, .. keys.Select(key => "metadata." + key)]);
            await foreach (var read in items.ReadAsync(batch, from: 1, cancellationToken))
            {
                foreach (var item in read)
                {
                    csv.WriteRecord([.. Cells(item), .. keys.Select(key => item.Metadata?.GetValueOrDefault(key) ?? "")]);
                }

                await FlushAsync(csv, page, stream, cancellationToken);
            }
        }
    }

    private static async Task FlushAsync(CsvWriter csv, MemoryStream page, Stream stream, CancellationToken cancellationToken)
    {
        await csv.FlushAsync(cancellationToken);
        await stream.WriteAsync(page.GetBuffer().AsMemory(0, (int)page.Length), cancellationToken);
        page.SetLength(0);
    }

    internal static string[] Cells(ItemDocument item) =>
    [
        Text(item.Number),
        item.Item ?? "",
        Text(item.Line),
        item.Id ?? "",
        Json.Name(item.Status),
        item.Provider ?? "",
        Json.Text(item.QuotedUsd),
        Json.Text(item.AmountUsd),
        item.Video?.Blob ?? "",
        item.Video?.Url ?? "",
        Text(item.Video?.Bytes),
        item.Video?.Sha256 ?? "",
        item.Cover?.Blob ?? "",
        item.Error?.Code ?? "",
        item.Error?.Message ?? "",
        item.Error?.ProviderCode ?? "",
        item.Error?.ProviderMessage ?? "",
        item.Late ? "true" : "false",
        item.CompletedAt is { } completed ? Json.Text(completed) : "",
    ];

    private static string Text(IFormattable? value) => value?.ToString(null, CultureInfo.InvariantCulture) ?? "";
}
