using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;
using VideoPipeline.Functions.Http;
using VideoPipeline.Jobs;
using VideoPipeline.Storage;

namespace VideoPipeline.Functions.Videos;

/// <summary>
/// <c>GET /api/videos/{id}/content</c>: redirects to a read link that lives a few minutes (<c>?file=cover</c>: to the cover's), or streams
/// the file where the storage has private endpoints only, or the caller asks for it (<c>?via=app</c>: a page that may load from its own
/// origin alone).
/// </summary>
public sealed class GetVideoContent(JobDocuments jobs, BlobStore blobs, ReadLinks links, IOptions<StorageAccessOptions> storage)
{
    private static readonly TimeSpan s_life = TimeSpan.FromMinutes(15);

    [Function(nameof(GetVideoContent))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "api/videos/{id}/content")] HttpRequest request,
        string id,
        CancellationToken cancellationToken)
    {
        if (!JobIds.IsValid(id) || await jobs.FindAsync(id, cancellationToken) is not { } job)
        {
            return JobIds.IsValid(id) && await jobs.RequestAsync(id, cancellationToken) is not null
                ? NotReady()
                : Answers.NotFound("video", id);
        }

        var file = request.Query["file"] == "cover" ? job.Output?.Cover : job.Output?.Video;
        if (file is null)
        {
            return NotReady();
        }

        var blob = blobs.Videos.GetBlobClient(file.Blob[(BlobStore.VideosContainer.Length + 1)..]);
        if (storage.Value.PrivateEndpoints || request.Query["via"] == "app")
        {
            return new StoredContent(blob, file);
        }

        // Not Results.Redirect: that one logs where it leads, and the link is a key.
        request.HttpContext.Response.Headers.Location = (await links.CreateAsync(blob, s_life, cancellationToken)).AbsoluteUri;
        return Results.StatusCode(StatusCodes.Status302Found);
    }

    private static IResult NotReady() => Answers.Refused(409, "content_not_ready", "The job has no such file (yet).");
}
