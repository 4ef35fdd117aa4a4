using VideoPipeline.Pricing;
using VideoPipeline.Resellers.Capabilities;
using VideoPipeline.Requests;

namespace VideoPipeline.Resellers.Routing;

/// <summary>Chooses the providers for a request: the cheapest that can do it first.</summary>
public static class Router
{
    public const string Auto = "auto";

    /// <param name="budgeted">A budget is set, so that nothing without a price may run.</param>
    /// <param name="sourceSeconds">The length of the source task's video, where it is known.</param>
    public static RoutePlan Plan(
        VideoRequest request, ProviderRegistry registry, PriceBook book, bool budgeted = false, decimal? sourceSeconds = null)
    {
        var needsPrice = budgeted || request.MaxCostUsd is not null || request.Provider == Auto;
        var names = request.Provider == Auto ? registry.All.Select(p => p.Name) : [request.Provider];
        return Plan(request, names, name => registry.TryGet(name, out _), book, needsPrice, sourceSeconds);
    }

    /// <summary>The same for any set of names; <paramref name="configured"/> tells which of them have a key.</summary>
    internal static RoutePlan Plan(
        VideoRequest request, IEnumerable<string> names, Func<string, bool> configured, PriceBook book, bool needsPrice, decimal? sourceSeconds = null)
    {
        var candidates = new List<Candidate>();
        var refusals = new List<Refusal>();
        foreach (var name in names)
        {
            var quote = book.QuoteFor(name, request, sourceSeconds);
            FieldError[] reasons = [.. Reasons(name, request, configured(name), quote, needsPrice)];
            if (reasons.Length > 0)
            {
                refusals.Add(new Refusal(name, reasons));
            }
            else
            {
                candidates.Add(new Candidate(name, CapabilityTable.Find(name, request)!.UpstreamModel, quote));
            }
        }

        return new RoutePlan(
            [.. candidates.OrderBy(c => c.Quote?.AmountUsd ?? decimal.MaxValue).ThenBy(c => c.Provider, StringComparer.Ordinal)],
            [.. refusals.OrderBy(r => r.Provider, StringComparer.Ordinal)]);
    }

    private static IEnumerable<FieldError> Reasons(string name, VideoRequest request, bool configured, Quote? quote, bool needsPrice)
    {
        if (!configured)
        {
            yield return new FieldError("provider", RequestCodes.ProviderNotConfigured, $"{name} has no key here.");
        }

        var errors = CapabilityTable.Check(name, request);
        foreach (var error in errors)
        {
            yield return error;
        }

        if (quote is null && needsPrice && errors.Count == 0)
        {
            yield return new FieldError("resolution", RequestCodes.Unpriced, $"{name} has no price for {request.Model} at {request.Resolution}.");
        }

        if (quote is not null && errors.Count == 0 && quote.AmountUsd > request.MaxCostUsd)
        {
            yield return new FieldError(
                "max_cost_usd", RequestCodes.MaxCostExceeded,
                FormattableString.Invariant($"{name} would cost {quote.AmountUsd:0.######} USD, more than {request.MaxCostUsd:0.######}."));
        }
    }
}
