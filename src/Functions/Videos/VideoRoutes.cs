using Microsoft.Extensions.Options;
using VideoPipeline.Jobs;
using VideoPipeline.Pricing;
using VideoPipeline.Resellers;
using VideoPipeline.Resellers.Routing;
using VideoPipeline.Requests;
using VideoPipeline.Storage;
using PriceComparison = VideoPipeline.Resellers.Routing.Quotes;

namespace VideoPipeline.Functions.Videos;

/// <summary>Who can make a video, at what price. A job that builds on another one's video stays with that one's provider.</summary>
public sealed class VideoRoutes(
    JobDocuments jobs, ProviderRegistry providers, PriceBook prices, IOptions<StorageAccessOptions> storage)
{
    public async Task<VideoRoute> FindAsync(VideoRequest request, CancellationToken cancellationToken)
    {
        var (source, refusal) = await SourceAsync(request, cancellationToken);
        return refusal ?? new VideoRoute(
            SourcedRoutes.Plan(request, source, providers, prices, storage.Value.PrivateEndpoints), source?.TaskId);
    }

    /// <summary>What the request would cost at everybody who can do it: the candidates that its job would have, whichever it names.</summary>
    public async Task<QuoteComparison> CompareAsync(VideoRequest request, CancellationToken cancellationToken)
    {
        var (source, refusal) = await SourceAsync(request with { Provider = Router.Auto }, cancellationToken);
        return PriceComparison.Of(request, refusal?.Plan ?? SourcedRoutes.PlanForAll(request, source, providers, prices, storage.Value.PrivateEndpoints));
    }

    private async Task<(SourceVideo? Source, VideoRoute? Refusal)> SourceAsync(VideoRequest request, CancellationToken cancellationToken)
    {
        if (request.SourceTaskId is not { } sourceId)
        {
            return (null, null);
        }

        var source = JobIds.IsValid(sourceId) ? await jobs.FindAsync(sourceId, cancellationToken) : null;
        if (source is not { Status: JobStatus.Succeeded, Provider: { } holder })
        {
            return (null, Refuse("source_not_ready", "There is no succeeded job of this id."));
        }

        return request.Provider != Router.Auto && request.Provider != holder
            ? (null, Refuse("source_elsewhere", $"The source video is at {holder}, which alone can go on from it."))
            : (new SourceVideo(holder, source.ProviderTaskId, source.Request.Duration), null);
    }

    private static VideoRoute Refuse(string code, string message) =>
        new(new RoutePlan([], [new Refusal("", [new FieldError("source_task_id", code, message)])]));
}

/// <summary>A route, and the provider's own id of the source task if there is one.</summary>
public sealed record VideoRoute(RoutePlan Plan, string? SourceTaskId = null);
