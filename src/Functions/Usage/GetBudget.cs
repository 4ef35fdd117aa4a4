using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;
using VideoPipeline.Budgets;
using VideoPipeline.Functions.Http;

namespace VideoPipeline.Functions.Usage;

/// <summary><c>GET /api/budget</c>: what is left of today's budget; no limit, no figures.</summary>
public sealed class GetBudget(DailyBudget budget, IOptions<BudgetOptions> options, TimeProvider time)
{
    [Function(nameof(GetBudget))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "api/budget")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var day = DateOnly.FromDateTime(now.UtcDateTime);
        return Answers.Ok(new BudgetToday(day, options.Value.DailyUsd, await budget.RemainingUsdAsync(now, cancellationToken)));
    }
}

/// <summary>The day's budget; no limit, no figures.</summary>
internal sealed record BudgetToday(DateOnly Day, decimal? DailyUsd, decimal? LeftUsd);
