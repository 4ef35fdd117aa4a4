using Microsoft.Extensions.Options;
using VideoPipeline.Jobs;
using VideoPipeline.Pricing;
using VideoPipeline.Providers;
using VideoPipeline.Providers.Routing;
using VideoPipeline.Requests;
using VideoPipeline.Storage;

namespace VideoPipeline.Functions.Videos;

/// <summary>Who can make a video, at what price. A job that builds on another one's video stays with that one's provider.</summary>
public sealed class VideoRoutes(
    JobDocuments jobs, ProviderRegistry providers, PriceBook prices, IOptions<StorageAccessOptions> storage)
{
    public async Task<VideoRoute> FindAsync(VideoRequest request, CancellationToken cancellationToken)
    {
        if (request.SourceTaskId is not { } sourceId)
        {
            return new VideoRoute(Reachable(Router.Plan(request, providers, prices), request));
        }

        var source = JobIds.IsValid(sourceId) ? await jobs.FindAsync(sourceId, cancellationToken) : null;
        if (source is not { Status: JobStatus.Succeeded, Provider: { } holder })
        {
            return Refuse("source_not_ready", "There is no succeeded job of this id.");
        }

        if (request.Provider != Router.Auto && request.Provider != holder)
        {
            return Refuse("source_elsewhere", $"The source video is at {holder}, which alone can go on from it.");
        }

        var plan = Router.Plan(request with { Provider = holder }, providers, prices, sourceSeconds: source.Request.Duration);
        return new VideoRoute(Reachable(plan, request), source.ProviderTaskId);
    }

    private RoutePlan Reachable(RoutePlan plan, VideoRequest request) =>
        storage.Value.PrivateEndpoints ? plan.WithoutPublicLinks(request) : plan;

    private static VideoRoute Refuse(string code, string message) =>
        new(new RoutePlan([], [new Refusal("", [new FieldError("source_task_id", code, message)])]));
}

/// <summary>A route, and the provider's own id of the source task if there is one.</summary>
public sealed record VideoRoute(RoutePlan Plan, string? SourceTaskId = null);
