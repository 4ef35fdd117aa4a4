using VideoPipeline.Pricing;
using VideoPipeline.Requests;

namespace VideoPipeline.Jobs;

/// <summary>What the door wrote down of a job: <c>jobs/{job}/request.json</c>. Never changed afterwards.</summary>
/// <param name="BatchId">The batch that the job is an item of.</param>
/// <param name="TraceParent">The W3C context in which the job came in; its steps go on from there.</param>
/// <param name="Quote">Of the cheapest candidate when the job came in; the attempt that is made has its own.</param>
public sealed record JobRequest(string Job, DateTimeOffset CreatedAt, VideoRequest Request, string? BatchId = null, string? TraceParent = null, Quote? Quote = null)
{
    public int Schema { get; init; } = 1;
}
