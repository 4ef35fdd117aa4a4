using VideoPipeline.Cli.Videos;

namespace VideoPipeline.Cli.Demo;

/// <summary>What became of one item; <c>Fault</c> is null when its video is in storage, whole, and billed as quoted.</summary>
internal sealed record DemoResult(string Item, Job Job, QuoteAnswer Quotes, string? Fault)
{
    public decimal Quoted => Job.Quote?.AmountUsd ?? 0;

    public decimal Billed => Job.Usage?.AmountUsd ?? 0;
}
