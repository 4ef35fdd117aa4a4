using VideoPipeline.Pricing;
using VideoPipeline.Requests;

namespace VideoPipeline.Resellers.Routing;

/// <summary>The video that a request goes on from.</summary>
/// <param name="Provider">Who has it, and alone can go on from it.</param>
/// <param name="TaskId">The provider's own id of its task.</param>
public sealed record SourceVideo(string Provider, string? TaskId, decimal Seconds);

/// <summary>The one way from a request to candidates, for jobs and for quotes.</summary>
public static class SourcedRoutes
{
    /// <param name="privateStorage">Nobody outside reaches our storage (<see cref="PrivateInputs"/>).</param>
    public static RoutePlan Plan(
        VideoRequest request, SourceVideo? source, ProviderRegistry providers, PriceBook prices, bool privateStorage, bool needsPrice = false)
    {
        var routed = source is null ? request : request with { Provider = source.Provider };
        var plan = Router.Plan(routed, providers, prices, needsPrice, source?.Seconds);
        return privateStorage ? plan.WithoutPublicLinks(request) : plan;
    }

    /// <summary>The plan with everybody in it who can do the request, whichever provider it names. Who has no price is left out.</summary>
    public static RoutePlan PlanForAll(
        VideoRequest request, SourceVideo? source, ProviderRegistry providers, PriceBook prices, bool privateStorage) =>
        Plan(request with { Provider = Router.Auto }, source, providers, prices, privateStorage, needsPrice: true);
}
