using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using VideoPipeline.Functions.Http;

namespace VideoPipeline.Functions.Videos;

/// <summary><c>GET /api/videos/{id}</c>: the job.</summary>
public sealed class GetVideo(VideoQueries queries)
{
    [Function(nameof(GetVideo))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "api/videos/{id}")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) =>
        JobIds.IsValid(id) && await queries.FindAsync(id, client, cancellationToken) is { } job
            ? Answers.Ok(job)
            : Answers.NotFound("video", id);
}
