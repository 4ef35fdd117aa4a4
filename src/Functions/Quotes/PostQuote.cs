using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;
using VideoPipeline.Functions.Http;
using VideoPipeline.Pricing;
using VideoPipeline.Providers;
using VideoPipeline.Requests;
using VideoPipeline.Storage;
using PriceComparison = VideoPipeline.Providers.Routing.Quotes;

namespace VideoPipeline.Functions.Quotes;

/// <summary><c>POST /api/quotes</c>: what a request would cost at every configured reseller that can do it, and why the others cannot.</summary>
public sealed class PostQuote(
    ProviderRegistry providers, PriceBook prices, RequestRules rules, IOptions<StorageAccessOptions> storage)
{
    [Function(nameof(PostQuote))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/quotes")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var reading = await VideoRequestReader.ReadAsync(request.Body, rules, cancellationToken);
        return reading.Problem is { } problem
            ? Answers.Refused(problem)
            : Answers.Ok(PriceComparison.Compare(reading.Request!, providers, prices, storage.Value.PrivateEndpoints));
    }
}
