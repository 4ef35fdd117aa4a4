using VideoPipeline.Jobs;
using VideoPipeline.Pricing;
using VideoPipeline.Resellers;
using VideoPipeline.Resellers.Capabilities;
using VideoPipeline.Requests;

namespace VideoPipeline.Functions.FrontDoors;

/// <summary>What a video costs at a door, in the unit of its dialect and by the rule that this reseller publishes. Pure.</summary>
internal static class DoorPrices
{
    /// <param name="job">Null before there is one.</param>
    public static decimal Of(string door, VideoRequest request, JobDocument? job)
    {
        if (job is { Status: JobStatus.Failed or JobStatus.Cancelled, Usage: not { AmountUsd: > 0 } })
        {
            return 0;
        }

        return PriceBook.Current.Find(door, request.Model, request.Resolution, videoInput: false)?.Unit switch
        {
            UsageUnit.Credits => PriceBook.Current.QuoteFor(door, request)!.Quantity,
            UsageUnit.Seconds => request.Duration,
            _ => Tokens(door, request, job),
        };
    }

    private static decimal Tokens(string door, VideoRequest request, JobDocument? job)
    {
        var hasVideo = request.ReferenceVideos.Count > 0 || request.SourceTaskId is not null;
        var isUnknown = request.SourceTaskId is not null || request.ReferenceVideos.Any(video => video.Duration is null);

        // Tokens are the same everywhere; those that were billed know how long a video was of which we were not told.
        if (hasVideo && isUnknown && Delivered(job)?.Usage is { Unit: UsageUnit.Tokens } billed)
        {
            return billed.Quantity;
        }

        var (width, height) = OutputSize.Of(door, request.Resolution);
        var secondsIn = request.ReferenceVideos.Sum(video => video.Duration ?? InputLimits.MaxVideoSeconds)
            + (request.SourceTaskId is null ? 0 : InputLimits.MaxVideoSeconds);
        return PriceMath.Tokens(width, height, secondsIn, request.Duration);
    }

    private static JobAttempt? Delivered(JobDocument? job) => job?.Attempts?.LastOrDefault(attempt => attempt.Status is AttemptStatus.Succeeded);
}
