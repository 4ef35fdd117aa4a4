using System.Collections.Frozen;
using System.Globalization;
using VideoPipeline.Requests;

namespace VideoPipeline.Batches;

/// <summary>The fields of a batch beside its items: the whole table.</summary>
public static class BatchFields
{
    internal const string Accept = "accept";

    public static readonly FieldRule Name = new("name", FieldKind.Text, "What the batch is called.", "\"autumn\"", MaxLength: 200);

    public static readonly FieldRule Defaults = new(
        "defaults", FieldKind.Request, "Fields for the items that do not have them; of metadata, pair by pair.", "{\"duration\": 5, \"resolution\": \"720p\"}");

    public static readonly FieldRule Items = new(
        "items", FieldKind.Requests, "The videos; each may have an item, its own name. Either these or a manifest.",
        "[{\"item\": \"lamp\", \"prompt\": \"A walnut desk lamp turns slowly\"}]");

    public static readonly FieldRule Manifest = new(
        "manifest", FieldKind.Blob, "Where the items are: container/name, with or without blob:// in front. A name in .csv is read as CSV, any other as NDJSON.",
        "\"uploads/autumn.csv\"");

    public static readonly FieldRule MaxConcurrency = new(
        "max_concurrency", FieldKind.Whole, "How many items run at once.", "20", Min: 1, Max: BatchOptions.LargestConcurrency,
        Default: BatchOptions.DefaultConcurrency.ToString(CultureInfo.InvariantCulture));

    public static readonly FieldRule MaxCostUsd = new(
        "max_cost_usd", FieldKind.Amount, "What the whole batch may cost; every item needs a price then.", "\"100\"", Max: 1_000_000);

    public static readonly FieldRule Metadata = VideoFields.Metadata with { Means = "Your own pairs about the batch.", Example = "{\"season\": \"autumn\"}" };

    public static readonly FieldRule OverBudget = new(
        "over_budget", FieldKind.Choice, "What is done when today's budget is not enough for all items.", "\"refuse\"", ["refuse", Accept], Default: "refuse");

    public static readonly FieldRule WebhookUrl = VideoFields.WebhookUrl with { Means = "Where batch.completed is posted, signed." };

    /// <summary>What is read field by field; the items are read one at a time.</summary>
    public static IReadOnlyList<FieldRule> Options { get; } =
        [Name, Defaults, Manifest, MaxConcurrency, MaxCostUsd, Metadata, OverBudget, WebhookUrl];

    public static IReadOnlySet<string> Names { get; } = Options.Select(rule => rule.Name).ToFrozenSet(StringComparer.Ordinal);
}
