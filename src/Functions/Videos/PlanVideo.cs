using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;
using VideoPipeline.Functions.Callbacks;
using VideoPipeline.Jobs;
using VideoPipeline.Providers;
using VideoPipeline.Providers.Routing;
using VideoPipeline.Submissions;

namespace VideoPipeline.Functions.Videos;

/// <summary>Chooses the candidates by capability and price and freezes what the job is run by.</summary>
public sealed class PlanVideo(
    JobDocuments jobs,
    VideoRoutes routes,
    ProviderRegistry providers,
    CallbackUrls callbacks,
    IOptions<PollingOptions> polling,
    IOptions<SubmissionsOptions> submissions)
{
    [Function(nameof(PlanVideo))]
    public async Task<VideoPlan> RunAsync([ActivityTrigger] string jobId, CancellationToken cancellationToken)
    {
        var job = await jobs.RequireRequestAsync(jobId, cancellationToken);
        var route = (await routes.FindAsync(job.Request, cancellationToken)).Plan;
        return new VideoPlan(
            job.CreatedAt,
            [.. route.Candidates.Select(Plan)],
            polling.Value.Freeze(),
            submissions.Value.AmbiguousWindow,
            Refusal: route.ToProblem(job.Request) is { } problem ? new JobError(problem.Code, problem.Detail) : null);
    }

    private VideoCandidate Plan(Candidate route)
    {
        var provider = providers.Get(route.Provider);
        return new VideoCandidate(
            route.Provider,
            route.Quote,
            ExpectsCallback: provider.SupportsCallback && callbacks.AreConfigured,
            provider.FailureIsUnbilled);
    }
}
