using Microsoft.DurableTask.Client;
using VideoPipeline.Jobs;
using VideoPipeline.Resellers.Routing;

namespace VideoPipeline.Functions.Videos;

/// <summary>A job as it stands: from its document when it is settled, else from its request and the running instance.</summary>
public sealed class VideoQueries(JobDocuments jobs, JobControls controls)
{
    public async Task<JobDocument?> FindAsync(string jobId, DurableTaskClient client, CancellationToken cancellationToken)
    {
        var (job, attempt) = await ReadAsync(jobId, client, cancellationToken);
        if (job is not { Status: JobStatus.Ambiguous })
        {
            return job;
        }

        // The job acts on an answer a moment later, and an adopted task is ambiguous to its readers until it has ended.
        var answer = (await controls.ReadAsync(jobId, cancellationToken)).Resolution;
        return answer is not null && answer.Attempt == attempt
            ? job with { PendingAnswer = new PendingAnswer(answer.Action, answer.At) }
            : job;
    }

    // The job, and the attempt that its state is about.
    private async Task<(JobDocument? Job, int Attempt)> ReadAsync(string jobId, DurableTaskClient client, CancellationToken cancellationToken)
    {
        var document = await jobs.FindAsync(jobId, cancellationToken);
        if (document is { Status.IsFinal: true })
        {
            return (document, 0);
        }

        var request = document is null ? await jobs.RequestAsync(jobId, cancellationToken) : null;
        if (document is null && request is null)
        {
            return (null, 0);
        }

        return Read(request, document, await client.GetInstanceAsync(jobId, getInputsAndOutputs: true, cancellationToken));
    }

    /// <summary>The same of what has been read already.</summary>
    /// <param name="request">Needed where there is no document.</param>
    /// <param name="instance">With its custom status.</param>
    public static JobDocument Of(JobRequest? request, JobDocument? document, OrchestrationMetadata? instance) =>
        Read(request, document, instance).Job;

    private static (JobDocument Job, int Attempt) Read(JobRequest? request, JobDocument? document, OrchestrationMetadata? instance)
    {
        if (document is { Status.IsFinal: true })
        {
            return (document, 0);
        }

        var status = instance?.ReadCustomStatusAs<VideoStatus>();
        if (document is null)
        {
            return (Running(request!, status, instance), status?.Attempt ?? 1);
        }

        return status is null || instance!.IsCompleted
            ? (document, document.Attempts is [.., var last] ? last.Number : 1)
            : (Resumed(document, status), status.Attempt);
    }

    /// <summary>A job that nobody has begun to run.</summary>
    public static JobDocument New(JobRequest request) => Running(request, status: null, instance: null);

    private static JobDocument Running(JobRequest request, VideoStatus? status, OrchestrationMetadata? instance) => new(
        request.Job,
        status?.Status ?? JobStatus.Queued,
        request.CreatedAt,
        request.Request,
        status?.Progress ?? 0,
        status?.Provider ?? (request.Request.Provider == Router.Auto ? null : request.Request.Provider),
        status?.ProviderTaskId,
        request.Request.Model,
        request.Request.Operation,
        Quote: status?.Quote ?? request.Quote,
        Error: Error(status, instance),
        BatchId: request.BatchId,
        Metadata: request.Request.Metadata,
        SubmittedAt: status?.SubmittedAt,
        Links: JobRoutes.Links(request.Job, status?.Status ?? JobStatus.Queued));

    // A parked job whose next attempt runs already.
    private static JobDocument Resumed(JobDocument document, VideoStatus status) => document with
    {
        Status = status.Status,
        Progress = status.Progress,
        Provider = status.Provider ?? document.Provider,
        ProviderTaskId = status.ProviderTaskId ?? document.ProviderTaskId,
        Quote = status.Quote ?? document.Quote,
    };

    private static JobError? Error(VideoStatus? status, OrchestrationMetadata? instance) =>
        status is { Status: JobStatus.Ambiguous } ? JobError.Ambiguous(status.Code ?? "unknown", status.Provider)
        : status?.Code is { } code ? JobError.Of(code)
        : instance is { IsCompleted: true, RuntimeStatus: not OrchestrationRuntimeStatus.Completed } ? JobError.Of("orchestration_failed")
        : null;
}
