using VideoPipeline.Pricing;
using VideoPipeline.Requests;

namespace VideoPipeline.Resellers.Routing;

/// <summary>Who is asked for a video, in which order, and why the others are not.</summary>
public sealed record RoutePlan(IReadOnlyList<Candidate> Candidates, IReadOnlyList<Refusal> Refusals)
{
    /// <summary>What the caller is told when nobody can do the request; null when somebody can.</summary>
    public Problem? ToProblem(VideoRequest request)
    {
        if (Candidates.Count > 0)
        {
            return null;
        }

        if (request.Provider != Router.Auto && Refusals is [var only])
        {
            return new Problem(422, RequestCodes.UnsupportedByProvider, $"{only.Provider} cannot do this.", only.Reasons);
        }

        return new Problem(
            422,
            RequestCodes.NoProvider,
            Refusals.Count == 0 ? "No provider is configured." : "No configured provider can do this.",
            [.. Refusals.SelectMany(r => r.Reasons)]);
    }
}

/// <summary>A provider that can do the request; <paramref name="Quote"/> is null when the price book has no price.</summary>
/// <param name="UpstreamModel">The provider's own spelling of the model.</param>
public sealed record Candidate(string Provider, string UpstreamModel, Quote? Quote);

/// <summary>A provider that cannot do the request, with every reason.</summary>
public sealed record Refusal(string Provider, IReadOnlyList<FieldError> Reasons);
