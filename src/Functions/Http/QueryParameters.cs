using VideoPipeline.Batches;
using VideoPipeline.Functions.Batches;
using VideoPipeline.Functions.Callbacks;
using VideoPipeline.Functions.Usage;
using VideoPipeline.Functions.Videos;
using VideoPipeline.Jobs;
using VideoPipeline.Resellers;
using VideoPipeline.Resellers.Routing;
using VideoPipeline.Usage;

namespace VideoPipeline.Functions.Http;

/// <summary>Which query parameters each route knows: the whole table. A route that is not in it knows none.</summary>
internal static class QueryParameters
{
    /// <summary>How a function key may come; the platform reads it.</summary>
    public const string PlatformKey = "code";

    private static readonly QueryParameter s_cursor = new("cursor", "From the page before.", QueryKind.Cursor);

    private static readonly QueryParameter s_createdAfter = new("created_after", "Only what was created after this time.", QueryKind.Time);

    private static readonly QueryParameter[] s_batch =
    [
        .. BatchReading.OptionNames.Select(name => new QueryParameter(name, "As the body's member of that name, for bodies that have none.", QueryKind.Field)),
        QueryParameter.Choice("on_invalid", "What invalid items do: refuse the batch, or be skipped.", "refuse", "skip"),
    ];

    private static readonly QueryParameter s_from = new("from", "The first day (UTC); 30 days before the last when absent.", QueryKind.Day);

    private static readonly QueryParameter s_to = new("to", "The last day (UTC); today when absent.", QueryKind.Day);

    private static readonly Dictionary<string, QueryParameter[]> s_known = new()
    {
        [nameof(ListVideos)] =
        [
            QueryParameter.Status<JobStatus>("status", "Only jobs in this state."),
            QueryParameter.Choice("provider", "Only jobs of this reseller; auto: none is chosen yet.", [Router.Auto, .. KnownResellers.Names]),
            new("batch_id", "Only items of this batch."),
            s_createdAfter,
            s_cursor,
            QueryParameter.Whole("limit", "The longest page.", 1, ListVideos.MaxLimit),
        ],
        [nameof(GetVideoContent)] =
        [
            QueryParameter.Choice("file", "Which file; the video when absent.", "video", "cover"),
            QueryParameter.Choice("via", "Through the app, or by a link to the storage; a link when absent.", "app", "link"),
        ],
        [nameof(ListBatches)] =
        [
            QueryParameter.Status<BatchStatus>("status", "Only batches in this state."),
            s_createdAfter,
            s_cursor,
            QueryParameter.Whole("limit", "The longest page.", 1, ListBatches.MaxLimit),
        ],
        [nameof(PostBatch)] = s_batch,
        [nameof(PostBatchPreview)] = s_batch,
        [nameof(GetBatchItems)] =
        [
            QueryParameter.Status<JobStatus>("status", "Only items in this state."),
            QueryParameter.Whole("cursor", "The number of the first item.", 1, int.MaxValue),
            QueryParameter.Whole("limit", "The longest page.", 1, GetBatchItems.MaxLimit),
        ],
        [nameof(GetBatchResults)] = [QueryParameter.Choice("format", "Also by the header Accept.", "jsonl", "csv")],
        [nameof(GetUsage)] =
        [
            s_from,
            s_to,
            QueryParameter.Choice("group_by", "What to sum by.", UsageSums.Groups) with { Many = true },
            QueryParameter.Choice("format", "Also by the header Accept.", "json", "csv"),
        ],
        [nameof(GetVariances)] = [s_from, s_to],
        [nameof(ReceiveCallback)] = [new("sig", "The signature of the address.")],
    };

    public static IReadOnlyList<QueryParameter> Of(string function) => s_known.GetValueOrDefault(function, []);
}
