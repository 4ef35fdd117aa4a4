using VideoPipeline.Pricing;
using VideoPipeline.Requests;

namespace VideoPipeline.Resellers.Routing;

/// <summary>The answer of <c>POST /api/quotes</c>: what the video costs at every configured reseller that can make it.</summary>
/// <param name="Offers">Cheapest first.</param>
/// <param name="Refused">Who cannot, with every reason.</param>
public sealed record QuoteComparison(
    string Model,
    string Operation,
    int Duration,
    string Resolution,
    string AspectRatio,
    string? Cheapest,
    IReadOnlyList<Offer> Offers,
    IReadOnlyList<Refusal> Refused);

/// <summary>What one reseller asks.</summary>
public sealed record Offer(string Provider, string UpstreamModel, Quote Quote);

public static class Quotes
{
    /// <summary>The plan for everybody (<see cref="SourcedRoutes.PlanForAll"/>) as an answer.</summary>
    public static QuoteComparison Of(VideoRequest request, RoutePlan plan)
    {
        Offer[] offers = [.. plan.Candidates.Select(c => new Offer(c.Provider, c.UpstreamModel, c.Quote!))];
        return new QuoteComparison(
            request.Model, request.Operation, request.Duration, request.Resolution, request.AspectRatio,
            offers.FirstOrDefault()?.Provider, offers, plan.Refusals);
    }
}
