using Azure;
using Azure.Storage.Blobs.Models;
using VideoPipeline.Batches;
using VideoPipeline.Functions.Http;
using VideoPipeline.Requests;
using VideoPipeline.Storage;

namespace VideoPipeline.Functions.Batches;

/// <summary>Finds the items of a batch, in the request or in the blob that it names.</summary>
public sealed class BatchSources(BlobStore blobs, RequestRules rules)
{
    public async Task<(BatchSource? Source, Problem? Problem)> OpenAsync(BatchSubmission submission, CancellationToken cancellationToken)
    {
        if (!TextBody.TryOpen(submission.Body, submission.Charset, out var body))
        {
            return (null, TextBody.UnknownCharset(submission.Charset));
        }

        if (submission.Form != BatchForm.Json)
        {
            return (Streamed(body, submission.Form, submission.Options, owned: null), null);
        }

        var (batch, problem) = await JsonBatch.ReadAsync(body, rules, cancellationToken);
        if (batch is null)
        {
            return (null, problem);
        }

        var (options, wrong) = BatchOptions.Read(batch.Options, rules);
        if (options is null)
        {
            return (null, wrong);
        }

        return (batch.HasItems, options.Manifest) switch
        {
            (true, null) => (new BatchSource(options, batch.Items().ToAsyncEnumerable()), null),
            (false, { } manifest) => await OpenManifestAsync(manifest, options, cancellationToken),
            (true, _) => (null, Wrong("manifest", RequestCodes.TooManyItems, "A batch has items or a manifest, not both.")),
            _ => (null, Wrong("items", RequestCodes.Required, "A batch has items or a manifest.")),
        };
    }

    private async Task<(BatchSource? Source, Problem? Problem)> OpenManifestAsync(
        string manifest, BatchOptions options, CancellationToken cancellationToken)
    {
        // The options have been read: this one is in a container of inputs.
        if (!BlobReference.TryParse(manifest, out var blob))
        {
            return (null, Wrong("manifest", RequestCodes.InvalidBlob, "'manifest' is not container/name."));
        }

        try
        {
            BlobDownloadStreamingResult answer = await blobs.Service
                .GetBlobContainerClient(blob.Container).GetBlobClient(blob.Name).DownloadStreamingAsync(cancellationToken: cancellationToken);
            var form = blob.Name.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) ? BatchForm.Csv : BatchForm.Ndjson;
            var charset = Charsets.Of(answer.Details.ContentType);
            return TextBody.TryOpen(answer.Content, charset, out var text)
                ? (Streamed(text, form, options, owned: answer), null)
                : (null, TextBody.UnknownCharset(charset));
        }
        catch (RequestFailedException e) when (e.Status is 403 or 404)
        {
            return (null, new Problem(422, "manifest_not_found", "The manifest cannot be read.", [new FieldError("manifest", "manifest_not_found", $"There is no blob {blob.Container}/{blob.Name} that this app may read.")]));
        }
    }

    private BatchSource Streamed(Stream stream, BatchForm form, BatchOptions options, IDisposable? owned) => new(
        options,
        form == BatchForm.Csv
            ? CsvItems.ReadAsync(stream, rules.MaxBodyBytes, CancellationToken.None)
            : NdjsonItems.ReadAsync(stream, rules.MaxBodyBytes, CancellationToken.None),
        owned);

    private static Problem Wrong(string field, string code, string message) =>
        new(400, RequestCodes.InvalidRequest, message, [new FieldError(field, code, message)]);
}

/// <summary>The items of a batch, one at a time, and what is said about all of them.</summary>
public sealed class BatchSource(BatchOptions options, IAsyncEnumerable<RawItem> items, IDisposable? owned = null) : IAsyncDisposable
{
    public BatchOptions Options { get; } = options;

    public IAsyncEnumerable<RawItem> Items { get; } = items;

    public ValueTask DisposeAsync()
    {
        owned?.Dispose();
        return ValueTask.CompletedTask;
    }
}
