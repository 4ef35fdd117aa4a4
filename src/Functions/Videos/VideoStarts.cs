using Microsoft.DurableTask.Client;
using VideoPipeline.Jobs;
using VideoPipeline.Requests;

namespace VideoPipeline.Functions.Videos;

/// <summary>Starting a job, whatever it came by: what no provider can do is refused before anything is written.</summary>
public sealed class VideoStarts(VideoRoutes routes, JobDoor door)
{
    public async Task<VideoStart> StartAsync(Admission admission, DurableTaskClient client, CancellationToken cancellationToken)
    {
        var route = await routes.FindAsync(admission.Request, cancellationToken);
        if (route.Plan.ToProblem(admission.Request) is { } problem)
        {
            return new VideoStart.Refused(problem);
        }

        switch (await door.AdmitAsync(admission, cancellationToken))
        {
            case Admitted.Conflict:
                return new VideoStart.Refused(new Problem(
                    409, "idempotency_conflict", "This Idempotency-Key was used for another request."));
            case Admitted.Job job:
                if (job.MustStart)
                {
                    await client.StartOnceAsync(
                        GenerateVideoOrchestration.Name, new GenerateVideoInput(job.Request.Job), job.Request.Job, cancellationToken);
                }

                return new VideoStart.Started(job.Request, job.IsNew);
            case var other:
                throw new InvalidOperationException($"Unknown answer {other.GetType().Name}.");
        }
    }
}

/// <summary>What became of a request to start a job.</summary>
public abstract record VideoStart
{
    private VideoStart()
    {
    }

    public sealed record Started(JobRequest Job, bool IsNew) : VideoStart;

    public sealed record Refused(Problem Problem) : VideoStart;
}
