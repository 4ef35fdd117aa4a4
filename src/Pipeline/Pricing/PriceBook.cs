using VideoPipeline.Resellers.Capabilities;
using VideoPipeline.Requests;

namespace VideoPipeline.Pricing;

/// <summary>The prices of one version, what a request would cost by them, and what an attempt did cost.</summary>
public sealed class PriceBook(string version, IReadOnlyList<PriceEntry> entries)
{
    private const decimal UsdPerCredit = 0.01m;
    private const decimal Million = 1_000_000;

    public static PriceBook Current { get; } = new(PriceTable.Version, PriceTable.Entries);

    public string Version => version;

    public IReadOnlyList<PriceEntry> Entries => entries;

    public PriceEntry? Find(string provider, string model, string resolution, bool videoInput) =>
        entries.FirstOrDefault(e => e.Provider == provider && e.Model == model && e.Resolution == resolution
            && (e.VideoInput is null || e.VideoInput == videoInput));

    /// <summary>What the request would cost at the provider, or null when the book has no price.</summary>
    /// <param name="sourceSeconds">The length of the source task's video; unknown is quoted as the longest it may be.</param>
    public Quote? QuoteFor(string provider, VideoRequest request, decimal? sourceSeconds = null)
    {
        var videoInput = request.ReferenceVideos.Count > 0 || request.SourceTaskId is not null;
        if (Find(provider, request.Model, request.Resolution, videoInput) is not { } price)
        {
            return null;
        }

        var secondsIn = SecondsIn(request, sourceSeconds, out var inputKnown);
        return price.Unit switch
        {
            UsageUnit.Tokens => Quoted(
                price, Tokens(provider, request, secondsIn), price.Rate / Million,
                assumed: !inputKnown || !OutputSize.IsDocumented(request.Resolution, request.AspectRatio)),
            UsageUnit.Seconds => Quoted(price, request.Duration + secondsIn, price.Rate, assumed: !inputKnown, secondsIn),
            UsageUnit.Credits => Quoted(price, PriceMath.Credits(price.Rate, request.Duration), UsdPerCredit, assumed: false),
            _ => throw new InvalidOperationException($"No rule for {price.Unit}."),
        };
    }

    /// <summary>
    /// The bill of one accepted attempt by its frozen quote, whatever the book says by now. A provider that reports nothing is taken
    /// to have billed the quote for a success and nothing for a failure.
    /// </summary>
    /// <param name="succeeded">False for a task that the provider failed, cancelled or let expire.</param>
    public static Settlement Settle(Quote quote, ReportedUsage? reported, bool succeeded = true)
    {
        var known = reported is { Quantity: >= 0 } && reported.Unit == quote.Unit;
        var output = known ? reported!.Quantity : succeeded ? quote.Quantity - quote.InputQuantity : 0;
        var quantity = output == 0 && !succeeded ? 0 : output + quote.InputQuantity;
        var amount = PriceMath.Rounded(quantity * quote.UnitPrice);
        var variance = amount - quote.AmountUsd;
        var source = known && !quote.PriceAssumed && !(quote.InputQuantity > 0 && quote.Source is PriceSource.Assumed)
            ? PriceSource.Provider
            : quote.Source;
        return new Settlement(
            quote.Unit, quantity, quote.UnitPrice, quote.Currency, amount, amount, source, quote.PriceBook, variance,
            Flagged: quote.Source is PriceSource.Computed && (succeeded ? variance != 0 : variance > 0));
    }

    private Quote Quoted(PriceEntry price, decimal quantity, decimal unitPrice, bool assumed, decimal inputQuantity = 0)
    {
        var amount = PriceMath.Rounded(quantity * unitPrice);
        var source = assumed || !price.Documented ? PriceSource.Assumed : PriceSource.Computed;
        return new Quote(
            price.Unit, quantity, unitPrice, "USD", amount, amount, source, version, inputQuantity, PriceAssumed: !price.Documented);
    }

    private static decimal Tokens(string provider, VideoRequest request, decimal secondsIn)
    {
        var (width, height) = OutputSize.Of(provider, request.Resolution);
        return PriceMath.Tokens(width, height, secondsIn, request.Duration);
    }

    private static decimal SecondsIn(VideoRequest request, decimal? sourceSeconds, out bool known)
    {
        known = request.ReferenceVideos.All(v => v.Duration is not null) && (request.SourceTaskId is null || sourceSeconds is not null);
        var source = request.SourceTaskId is null ? 0 : sourceSeconds ?? InputLimits.MaxVideoSeconds;
        return source + request.ReferenceVideos.Sum(v => v.Duration ?? InputLimits.MaxVideoSeconds);
    }
}
