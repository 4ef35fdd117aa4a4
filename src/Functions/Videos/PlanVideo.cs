using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;
using VideoPipeline.Batches;
using VideoPipeline.Functions.Callbacks;
using VideoPipeline.Jobs;
using VideoPipeline.Resellers;
using VideoPipeline.Resellers.Routing;
using VideoPipeline.Submissions;

namespace VideoPipeline.Functions.Videos;

/// <summary>Chooses the candidates by capability and price and freezes what the job is run by.</summary>
public sealed class PlanVideo(
    JobDocuments jobs,
    VideoRoutes routes,
    ProviderRegistry providers,
    CallbackUrls callbacks,
    BatchCancels batches,
    SubmissionStore store,
    IOptions<PollingOptions> polling,
    IOptions<SubmissionsOptions> submissions)
{
    [Function(nameof(PlanVideo))]
    public async Task<VideoPlan> RunAsync([ActivityTrigger] string jobId, CancellationToken cancellationToken)
    {
        var job = await jobs.RequireRequestAsync(jobId, cancellationToken);
        if (await IsCancelledAsync(jobId, cancellationToken))
        {
            return new VideoPlan(
                job.CreatedAt, [], polling.Value.Freeze(), submissions.Value.AmbiguousWindow, JobError.Of(VideoPlan.Cancelled));
        }

        var route = (await routes.FindAsync(job.Request, cancellationToken)).Plan;
        var dearest = job.Request.Provider == Router.Auto ? route.Candidates.Max(candidate => candidate.Quote?.AmountUsd) : null;
        return new VideoPlan(
            job.CreatedAt,
            [.. route.Candidates.Select((candidate, index) => Plan(candidate, dearest, isLast: index == route.Candidates.Count - 1))],
            polling.Value.Freeze(),
            submissions.Value.AmbiguousWindow,
            Refusal: route.ToProblem(job.Request) is { } problem ? new JobError(problem.Code, problem.Detail) : null);
    }

    // Only where nothing has been prepared: a job that is run again from its beginning may have a paid task to find.
    private async Task<bool> IsCancelledAsync(string jobId, CancellationToken cancellationToken) =>
        BatchIds.ItemOf(jobId) is { } item
        && await batches.IsRequestedAsync(item.Batch, cancellationToken)
        && await store.ReadAsync(jobId, attempt: 1, cancellationToken) is null;

    private VideoCandidate Plan(Candidate route, decimal? dearestUsd, bool isLast)
    {
        var provider = providers.Get(route.Provider);
        return new VideoCandidate(
            route.Provider,
            route.Quote,
            ExpectsCallback: provider.SupportsCallback && callbacks.AreConfigured,
            provider.FailureIsUnbilled)
        {
            DearestUsd = dearestUsd,
            PacePatience = isLast ? null : submissions.Value.PacePatience,
        };
    }
}
