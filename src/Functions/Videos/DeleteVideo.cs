using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using VideoPipeline.Functions.Http;
using VideoPipeline.Jobs;

namespace VideoPipeline.Functions.Videos;

/// <summary><c>DELETE /api/videos/{id}</c>: asks for a cancel. What was accepted upstream is followed to its end all the same.</summary>
public sealed class DeleteVideo(VideoQueries queries, JobControls controls, ILogger<DeleteVideo> logger)
{
    [Function(nameof(DeleteVideo))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "delete", Route = "api/videos/{id}")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        if (!JobIds.IsValid(id) || await queries.FindAsync(id, client, cancellationToken) is not { } job)
        {
            return Answers.NotFound("video", id);
        }

        if (job.Status.IsFinal)
        {
            return Answers.Refused(409, "already_final", $"The job has {job.Status.ToString().ToLowerInvariant()}; there is nothing to cancel.");
        }

        // Storage first: an event that is lost only delays the cancel until the next look.
        var earlier = (await controls.ReadAsync(id, cancellationToken)).CancelRequestedAt;
        var control = await controls.RequestCancelAsync(id, cancellationToken);
        await client.WakeAsync(id, job.Attempts?.Count ?? 1, logger, cancellationToken);
        return Answers.Accepted(request, JobRoutes.Self(id), job with { CancelRequest = new CancelRequest(control.CancelRequestedAt!.Value, IsNew: earlier is null) });
    }
}
