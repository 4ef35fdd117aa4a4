using VideoPipeline.Requests;

namespace VideoPipeline.Batches;

/// <summary>What a batch is: <c>batches/{batch}/batch.json</c>. Written once, after the manifest; never changed.</summary>
/// <param name="Total">How many items there are.</param>
/// <param name="MaxConcurrency">How many of them run at once.</param>
/// <param name="Blocks">What a lane takes at a time.</param>
/// <param name="ManifestBytes">The length of the manifest.</param>
/// <param name="QuotedUsd">The sum of the cheapest quotes; null when nothing has a price.</param>
/// <param name="MaxCostUsd">What the whole batch may cost.</param>
/// <param name="Skipped">How many lines were left out because they were not valid.</param>
/// <param name="MetadataKeys">Of all items: the columns that their results have.</param>
/// <param name="TraceParent">The W3C context in which the batch came in; its items link to it.</param>
public sealed record BatchHeader(
    string Id,
    DateTimeOffset CreatedAt,
    int Total,
    int MaxConcurrency,
    IReadOnlyList<BatchBlock> Blocks,
    long ManifestBytes,
    decimal? QuotedUsd = null,
    string? Name = null,
    decimal? MaxCostUsd = null,
    IReadOnlyDictionary<string, string>? Metadata = null,
    string? WebhookUrl = null,
    int Skipped = 0,
    string? TraceParent = null,
    IReadOnlyList<string>? MetadataKeys = null)
{
    public int Schema { get; init; } = 1;

    /// <summary>More lanes than items would only start and end.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public int Lanes => Math.Min(MaxConcurrency, Total);
}

/// <summary>A run of items in the manifest.</summary>
/// <param name="First">The number of its first item.</param>
/// <param name="Count">How many items it has.</param>
/// <param name="Offset">Where it begins, in bytes.</param>
/// <param name="QuotedUsd">What its items are quoted at.</param>
public sealed record BatchBlock(int First, int Count, long Offset, decimal QuotedUsd = 0);

/// <summary>One line of the manifest.</summary>
/// <param name="Number">From 1, in the order of the input.</param>
/// <param name="Line">Where it stood in the input.</param>
/// <param name="Name">The item's own name, if it has one.</param>
public sealed record BatchItem(int Number, VideoRequest Request, string? Name = null, decimal? QuotedUsd = null, int Line = 0);

/// <summary>The items of a retry: <c>batches/{batch}/waves/{n}.json</c>. Written once.</summary>
public sealed record BatchWaveItems(IReadOnlyList<int> Items, IReadOnlyList<decimal> Quotes, DateTimeOffset CreatedAt)
{
    public int Schema { get; init; } = 1;
}
