using System.Text.Json;
using VideoPipeline.Cli.Api;

namespace VideoPipeline.Cli.Videos;

/// <summary>The answer to POST /api/quotes: who asks what, cheapest first, and who cannot do it, with every reason.</summary>
internal sealed record QuoteAnswer(IReadOnlyList<Offer>? Offers = null, IReadOnlyList<Refusal>? Refused = null)
{
    public Offer? Cheapest => Offers is { Count: > 0 } ? Offers[0] : null;

    public static QuoteAnswer Read(JsonElement json) => ApiJson.Read(json, ApiJson.Default.QuoteAnswer);
}

internal sealed record Offer(string Provider, string? UpstreamModel = null, Charge? Quote = null);

internal sealed record Refusal(string Provider, IReadOnlyList<FieldFault>? Reasons = null);
