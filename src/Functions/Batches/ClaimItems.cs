using Microsoft.Azure.Functions.Worker;
using VideoPipeline.Batches;
using VideoPipeline.Pricing;
using VideoPipeline.Storage;

namespace VideoPipeline.Functions.Batches;

/// <summary>Takes the next block of items for a lane; the same block again when it runs again.</summary>
public sealed class ClaimItems(BatchStates states, BatchCancels cancels, GuardedBlob guarded)
{
    [Function(nameof(ClaimItems))]
    public async Task<ClaimedItems> RunAsync([ActivityTrigger] ClaimItemsInput input, CancellationToken cancellationToken)
    {
        var header = await states.RequireHeaderAsync(input.Batch, cancellationToken);
        var blocks = input.Wave == 0
            ? Blocks(header)
            : Blocks(header, await states.WaveItemsAsync(input.Batch, input.Wave, cancellationToken));
        var book = await guarded.ChangeAsync<ClaimBook>(
            BlobPaths.BatchClaims(input.Batch, input.Wave),
            standing => Claim(standing ?? ClaimBook.Empty, input, blocks, header.MaxCostUsd),
            cancellationToken);
        var claim = book?.Of(input.Lane, input.Count);

        // Looked at after the claim, so that a repeated call does not find less in its block than it had before.
        return claim is null || await cancels.IsRequestedAsync(input.Batch, cancellationToken)
            ? new ClaimedItems([])
            : new ClaimedItems(blocks.ItemsOf(claim.Block), claim.Refused);
    }

    private static ClaimBook? Claim(ClaimBook book, ClaimItemsInput input, WaveBlocks blocks, decimal? limitUsd) =>
        book.Claim(input.Lane, input.Count, input.CorrectionUsd, blocks.Count, blocks.QuoteOf, limitUsd);

    private static WaveBlocks Blocks(BatchHeader header) => new(
        header.Blocks.Count,
        block => header.Blocks[block].QuotedUsd,
        block =>
        {
            var (first, count, _, quoted) = header.Blocks[block];

            // Single quotes are only asked for where a limit is kept.
            var quote = header.MaxCostUsd is null ? 0 : PriceMath.Rounded(quoted / count);
            return [.. Enumerable.Range(first, count).Select(item => new ClaimedItem(item, quote))];
        });

    private static WaveBlocks Blocks(BatchHeader header, BatchWaveItems wave)
    {
        var blocks = BatchBlocks.Divide(wave.Items.Count, header.MaxConcurrency);
        ClaimedItem[] items = [.. wave.Items.Zip(wave.Quotes, (item, quote) => new ClaimedItem(item, quote))];
        return new WaveBlocks(blocks.Count, block => items[blocks[block]].Sum(item => item.QuotedUsd), block => items[blocks[block]]);
    }

    private sealed record WaveBlocks(int Count, Func<int, decimal> QuoteOf, Func<int, IReadOnlyList<ClaimedItem>> ItemsOf);
}
