using VideoPipeline.Requests;

namespace VideoPipeline.Jobs;

/// <summary>What the door wrote down of a job: <c>jobs/{job}/request.json</c>. Never changed afterwards.</summary>
/// <param name="BatchId">The batch that the job is an item of.</param>
public sealed record JobRequest(string Job, DateTimeOffset CreatedAt, VideoRequest Request, string? BatchId = null)
{
    public int Schema { get; init; } = 1;
}
