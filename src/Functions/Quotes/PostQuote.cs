using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using VideoPipeline.Functions.Http;
using VideoPipeline.Functions.Videos;
using VideoPipeline.Requests;

namespace VideoPipeline.Functions.Quotes;

/// <summary><c>POST /api/quotes</c>: what a request would cost at every configured reseller that can do it, and why the others cannot.</summary>
public sealed class PostQuote(VideoRoutes routes, RequestRules rules)
{
    [Function(nameof(PostQuote))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/quotes")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var reading = await VideoRequestReader.ReadAsync(request.Body, Charsets.Of(request.ContentType), rules, cancellationToken);
        return reading.Problem is { } problem
            ? Answers.Refused(problem)
            : Answers.Ok(await routes.CompareAsync(reading.Request!, cancellationToken));
    }
}
