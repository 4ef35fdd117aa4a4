using Microsoft.DurableTask.Client;
using VideoPipeline.Jobs;
using VideoPipeline.Resellers.Routing;

namespace VideoPipeline.Functions.Videos;

/// <summary>A job as it stands: from its document when it is settled, else from its request and the running instance.</summary>
public sealed class VideoQueries(JobDocuments jobs)
{
    public async Task<JobDocument?> FindAsync(string jobId, DurableTaskClient client, CancellationToken cancellationToken)
    {
        var document = await jobs.FindAsync(jobId, cancellationToken);
        if (document is { Status.IsFinal: true })
        {
            return document;
        }

        var request = document is null ? await jobs.RequestAsync(jobId, cancellationToken) : null;
        if (document is null && request is null)
        {
            return null;
        }

        return Of(request, document, await client.GetInstanceAsync(jobId, getInputsAndOutputs: true, cancellationToken));
    }

    /// <summary>The same of what has been read already.</summary>
    /// <param name="request">Needed where there is no document.</param>
    /// <param name="instance">With its custom status.</param>
    public static JobDocument Of(JobRequest? request, JobDocument? document, OrchestrationMetadata? instance)
    {
        if (document is { Status.IsFinal: true })
        {
            return document;
        }

        var status = instance?.ReadCustomStatusAs<VideoStatus>();
        if (document is null)
        {
            return Running(request!, status, instance);
        }

        return status is null || instance!.IsCompleted ? document : Resumed(document, status);
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
    };

    private static JobError? Error(VideoStatus? status, OrchestrationMetadata? instance) =>
        status?.Code is { } code ? JobError.Of(code)
        : instance is { IsCompleted: true, RuntimeStatus: not OrchestrationRuntimeStatus.Completed } ? JobError.Of("orchestration_failed")
        : null;
}
