using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using VideoPipeline.Functions.Http;
using VideoPipeline.Jobs;
using VideoPipeline.Usage;

namespace VideoPipeline.Functions.Overview;

/// <summary>
/// <c>GET /api/overview</c>: what runs, what is spent, what wants somebody. Three calls to storage, however many jobs there are: a page of
/// the index, the markers of what is not over, and a page of today's ledger.
/// </summary>
public sealed class GetOverview(JobIndex index, LiveMarkers live, Ledger ledger, TimeProvider time)
{
    // The service's largest page.
    private const int Newest = 5000;

    [Function(nameof(GetOverview))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "api/overview")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var newest = index.NewestAsync(Newest, cancellationToken);
        var standing = live.ListAsync(cancellationToken);
        var spent = ledger.FirstPageAsync(today, cancellationToken);
        return new TaggedJson(OverviewDocument.Of(await newest, await standing, await spent, today));
    }
}
