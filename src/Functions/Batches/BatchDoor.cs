using Azure.Storage.Blobs.Specialized;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using VideoPipeline.Batches;
using VideoPipeline.Budgets;
using VideoPipeline.Jobs;
using VideoPipeline.Requests;
using VideoPipeline.Storage;
using VideoPipeline.Telemetry;

namespace VideoPipeline.Functions.Batches;

/// <summary>
/// The door for batches. Items are checked, and written into the manifest, as they are read; nothing is submitted before the last of
/// them was. Manifest and header first, then the key, the orchestration last: whoever finds the key finds the batch.
/// </summary>
public sealed partial class BatchDoor(
    BlobStore blobs,
    BatchStates states,
    BatchSources sources,
    JobDoor jobs,
    BatchItemReader items,
    DailyBudget budget,
    TimeProvider time,
    ILogger<BatchDoor> logger)
{
    internal const int MaxItems = 100_000;

    public async Task<BatchAdmission> AdmitAsync(BatchSubmission submission, DurableTaskClient client, CancellationToken cancellationToken)
    {
        var (source, problem) = await sources.OpenAsync(submission, cancellationToken);
        if (source is null)
        {
            return new BatchAdmission.Refused(problem!);
        }

        await using (source)
        {
            // Before anything that depends on configuration: a key goes on meaning its batch.
            if (await FindKeyAsync(submission, cancellationToken) is { } first)
            {
                return await AgainAsync(first, await HashAsync(source, cancellationToken), new LineFaults(), client, cancellationToken);
            }

            var id = BatchIds.New(time.GetUtcNow());
            using var identity = new BatchIdentity();
            var left = await budget.RemainingUsdAsync(time.GetUtcNow(), cancellationToken);
            var draft = new BatchDraft(new ManifestWriter(blobs.Pipeline.GetBlockBlobClient(BlobPaths.BatchManifest(id))), identity, new DayBudget(left));
            var faults = await WriteAsync(id, source, draft, cancellationToken);
            if (Refusal(source.Options, draft, faults, submission.SkipInvalid) is { } refusal)
            {
                await DeleteInputsAsync(id, cancellationToken);
                return refusal;
            }

            return await WriteDownAsync(Header(id, source.Options, draft.Manifest, faults), draft, submission, source.Options, faults, client, cancellationToken);
        }
    }

    private async Task<KeyRecord?> FindKeyAsync(BatchSubmission submission, CancellationToken cancellationToken)
    {
        if (submission.IdempotencyKey is not { } key)
        {
            return null;
        }

        var first = await blobs.ReadAsync<KeyRecord>(KeyScopes.NameOf(submission.Scope, KeyScopes.Batch, key), cancellationToken);
        if (first is null && submission.Scope.Length > 0)
        {
            var old = await blobs.ReadAsync<KeyRecord>(KeyScopes.NameOf("", KeyScopes.Batch, key), cancellationToken);
            first = old?.Value.Scope is null ? old : null;
        }

        return first?.Value;
    }

    private async Task<string> HashAsync(BatchSource source, CancellationToken cancellationToken)
    {
        using var identity = new BatchIdentity();
        await foreach (var raw in source.Items.WithCancellation(cancellationToken))
        {
            if (items.Read(raw, source.Options).Reading?.Request is { } request)
            {
                identity.Add(request);
            }
        }

        return identity.Of(source.Options);
    }

    private async Task<LineFaults> WriteAsync(string id, BatchSource source, BatchDraft draft, CancellationToken cancellationToken)
    {
        var faults = new LineFaults();
        await foreach (var raw in source.Items.WithCancellation(cancellationToken))
        {
            if (draft.Manifest.Count >= MaxItems)
            {
                faults.Add(new LineError(raw.Line, "", RequestCodes.TooManyItems, $"A batch has at most {MaxItems} items."));
                faults.IsCut = true;
                break;
            }

            await AddAsync(id, raw, source.Options, draft, faults, cancellationToken);
            faults.IsCut |= raw.IsCut;
        }

        return faults;
    }

    private async Task AddAsync(
        string id, RawItem raw, BatchOptions options, BatchDraft draft, LineFaults faults, CancellationToken cancellationToken)
    {
        var item = await items.ReadAsync(raw, options, cancellationToken);
        if (item.Reading?.Request is { } valid)
        {
            draft.Identity.Add(valid);
        }

        if (item.Refusal is { } refusal)
        {
            faults.Add(raw.Line, refusal);
            return;
        }

        var quote = item.Cheapest!.Quote?.AmountUsd;
        draft.Day.Take(quote);
        var number = draft.Manifest.Count + 1;
        var moved = await jobs.MoveInlineAsync(BatchIds.Job(id, number, wave: 0), item.Reading!.Request!, item.Reading.InlineInputs, cancellationToken);
        await draft.Manifest.AddAsync(new BatchItem(number, moved, item.Name, quote, raw.Line), cancellationToken);
    }

    private static BatchAdmission.Refused? Refusal(BatchOptions options, BatchDraft draft, LineFaults faults, bool skipInvalid)
    {
        var manifest = draft.Manifest;
        if (faults.Count > 0 && (!skipInvalid || faults.IsCut))
        {
            return new BatchAdmission.Refused(
                new Problem(400, "invalid_items", $"{faults.Lines} of {faults.Lines + manifest.Count} items are not valid; nothing was started."), faults);
        }

        if (manifest.Count == 0)
        {
            return new BatchAdmission.Refused(new Problem(400, "empty_batch", "There is no valid item."), faults);
        }

        if (manifest.QuotedUsd > options.MaxCostUsd)
        {
            return new BatchAdmission.Refused(new Problem(
                422,
                RequestCodes.MaxCostExceeded,
                FormattableString.Invariant($"The items are quoted at {manifest.QuotedUsd:0.######} USD, more than {options.MaxCostUsd:0.######}.")));
        }

        return draft.Day.ExpectedFailures > 0 && !options.AcceptsOverBudget
            ? new BatchAdmission.Refused(new Problem(
                409,
                RequestCodes.BudgetExceeded,
                FormattableString.Invariant(
                    $"The items are quoted at {manifest.QuotedUsd:0.######} USD, and today's budget has {draft.Day.LeftUsd:0.######} left: {draft.Day.ExpectedFailures} items would fail. To start all the same, say \"over_budget\": \"accept\".")))
            : null;
    }

    private BatchHeader Header(string id, BatchOptions options, ManifestWriter manifest, LineFaults faults) => new(
        id,
        time.GetUtcNow(),
        manifest.Count,
        options.MaxConcurrency,
        manifest.Blocks(options.MaxConcurrency),
        manifest.Bytes,
        manifest.QuotedUsd > 0 ? manifest.QuotedUsd : null,
        options.Name,
        options.MaxCostUsd,
        options.Metadata,
        options.WebhookUrl,
        faults.Lines,
        JobTrace.Current,
        manifest.MetadataKeys);

    private async Task<BatchAdmission> WriteDownAsync(
        BatchHeader header,
        BatchDraft draft,
        BatchSubmission submission,
        BatchOptions options,
        LineFaults faults,
        DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        await draft.Manifest.CommitAsync(cancellationToken);
        await states.CreateAsync(header, cancellationToken);
        if (submission.IdempotencyKey is not { } key)
        {
            return await TakeAsync(header, draft, faults, client, cancellationToken);
        }

        var name = KeyScopes.NameOf(submission.Scope, KeyScopes.Batch, key);
        var ours = new KeyRecord(header.Id, draft.Identity.Of(options), header.CreatedAt) { Scope = submission.Scope };
        if (await blobs.TryCreateAsync(name, ours, cancellationToken))
        {
            return await TakeAsync(header, draft, faults, client, cancellationToken);
        }

        await DeleteAsync(header.Id, cancellationToken);
        var first = (await blobs.ReadAsync<KeyRecord>(name, cancellationToken))!.Value;
        return await AgainAsync(first, ours.RequestHash, faults, client, cancellationToken);
    }

    private async Task<BatchAdmission> TakeAsync(
        BatchHeader header, BatchDraft draft, LineFaults faults, DurableTaskClient client, CancellationToken cancellationToken)
    {
        await StartAsync(header, client, cancellationToken);
        Taken(header.Id, header.Total, header.Skipped, header.QuotedUsd);
        return new BatchAdmission.Accepted(header.Id, IsNew: true, faults, draft.Day.ExpectedFailures);
    }

    // The key has been used: the same items mean the same batch, whose start may have been lost.
    private async Task<BatchAdmission> AgainAsync(
        KeyRecord first, string hash, LineFaults faults, DurableTaskClient client, CancellationToken cancellationToken)
    {
        if (first.RequestHash != hash)
        {
            return new BatchAdmission.Refused(new Problem(409, "idempotency_conflict", "This Idempotency-Key was used for another batch."));
        }

        var state = await states.ReadAsync(first.Job, cancellationToken);
        if (state.Waves[0].CompletedAt is null)
        {
            await StartAsync(await states.RequireHeaderAsync(first.Job, cancellationToken), client, cancellationToken);
        }

        return new BatchAdmission.Accepted(first.Job, IsNew: false, faults);
    }

    private static Task StartAsync(BatchHeader header, DurableTaskClient client, CancellationToken cancellationToken) => client.StartUnlessKnownAsync(
        GenerateBatchOrchestration.Name,
        new GenerateBatchInput(header.Id, Wave: 0, header.Lanes, header.CreatedAt),
        BatchIds.Root(header.Id, wave: 0),
        cancellationToken);

    private async Task DeleteAsync(string id, CancellationToken cancellationToken)
    {
        await blobs.DeleteAsync(BlobPaths.LiveBatch(id), cancellationToken);
        await blobs.DeleteAsync(BlobPaths.Batch(id), cancellationToken);
        await blobs.DeleteAsync(BlobPaths.BatchState(id), cancellationToken);
        await blobs.DeleteAsync(BlobPaths.BatchManifest(id), cancellationToken);
        await DeleteInputsAsync(id, cancellationToken);
    }

    // Inline images were moved while the items were read.
    private async Task DeleteInputsAsync(string id, CancellationToken cancellationToken)
    {
        await foreach (var blob in blobs.ListAsync(BlobPaths.Input(id, "")[..^1], cancellationToken))
        {
            await blobs.DeleteAsync(blob.Name, cancellationToken);
        }
    }

    [LoggerMessage(EventId = 1701, Level = LogLevel.Information, Message = "{BatchId} is taken: {Items} items ({Skipped} skipped), quoted {QuotedUsd} USD.")]
    private partial void Taken(string batchId, int items, int skipped, decimal? quotedUsd);
}
