using VideoPipeline.Cli.Videos;

namespace VideoPipeline.Cli.Demo;

/// <summary>What became of one item; <c>Fault</c> is null when its video is in storage, whole, and billed as quoted.</summary>
internal sealed record DemoResult(CatalogItem Item, Job Job, QuoteAnswer Quotes, string? Fault)
{
    /// <summary>Length of the video that was ordered.</summary>
    public string Seconds => Item.Request["duration"]?.ToString() ?? "";

    public string Resolution => Item.Request["resolution"]?.ToString() ?? "";

    public decimal Quoted => Job.Quote?.AmountUsd ?? 0;

    public decimal Billed => Job.Usage?.AmountUsd ?? 0;
}
