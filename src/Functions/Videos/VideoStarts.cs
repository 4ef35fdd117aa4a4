using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using VideoPipeline.Jobs;
using VideoPipeline.Requests;
using VideoPipeline.Telemetry;

namespace VideoPipeline.Functions.Videos;

/// <summary>Starting a job, whatever it came by: what no provider can do is refused before anything is written, unless its key has let it in before.</summary>
public sealed partial class VideoStarts(VideoRoutes routes, JobDoor door, ILogger<VideoStarts> logger)
{
    public async Task<VideoStart> StartAsync(Admission admission, DurableTaskClient client, CancellationToken cancellationToken)
    {
        using var entry = JobTrace.Begin("AdmitVideo");
        var earlier = await door.FindAsync(admission, cancellationToken);
        if (earlier is null)
        {
            var plan = (await routes.FindAsync(admission.Request, cancellationToken)).Plan;
            if (plan.ToProblem(admission.Request) is { } problem)
            {
                NotAdmitted(problem.Code);
                return new VideoStart.Refused(problem);
            }

            admission = admission with { Quote = plan.Candidates[0].Quote };
        }

        switch (earlier ?? await door.AdmitAsync(admission, cancellationToken))
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

                entry?.SetTag(JobTrace.JobTag, job.Request.Job);
                TakenIn(job.Request.Job, job.Request.Request.Operation, job.Request.Request.Model, job.IsNew);
                return new VideoStart.Started(job.Request, job.IsNew);
            case var other:
                throw new InvalidOperationException($"Unknown answer {other.GetType().Name}.");
        }
    }

    [LoggerMessage(EventId = 1101, Level = LogLevel.Information, Message = "Job {JobId} is taken in: {Operation} with {Model} (new: {IsNew}).")]
    private partial void TakenIn(string jobId, string operation, string model, bool isNew);

    [LoggerMessage(EventId = 1102, Level = LogLevel.Information, Message = "A request is refused at the door: {Code}")]
    private partial void NotAdmitted(string code);
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
