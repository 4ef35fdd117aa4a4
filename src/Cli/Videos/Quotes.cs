using System.Text.Json;
using VideoPipeline.Cli.Api;

namespace VideoPipeline.Cli.Videos;

/// <summary>The answer to POST /api/quotes: cheapest first, those that cannot do it last, with reasons.</summary>
internal sealed record QuoteAnswer(IReadOnlyList<ProviderQuote>? Quotes = null)
{
    public IReadOnlyList<ProviderQuote> All => Quotes ?? [];

    public ProviderQuote? Cheapest => All.Where(quote => quote.Quote?.AmountUsd is not null).MinBy(quote => quote.Quote!.AmountUsd);

    public static QuoteAnswer Read(JsonElement json) => ApiJson.Read(json, ApiJson.Default.QuoteAnswer);
}

internal sealed record ProviderQuote(
    string Provider, string? Model = null, Charge? Quote = null, IReadOnlyList<FieldFault>? Reasons = null);
