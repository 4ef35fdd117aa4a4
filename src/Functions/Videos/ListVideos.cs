using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using VideoPipeline.Functions.Http;
using VideoPipeline.Jobs;
using VideoPipeline.Resellers.Routing;

namespace VideoPipeline.Functions.Videos;

/// <summary><c>GET /api/videos?status=&amp;provider=&amp;batch_id=&amp;created_after=&amp;cursor=&amp;limit=</c>: jobs, newest first.</summary>
public sealed class ListVideos(JobIndex index)
{
    private const int DefaultLimit = 50;
    internal const int MaxLimit = 500;

    [Function(nameof(ListVideos))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "api/videos")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var query = new QueryValues(request.Query);
        var filter = new JobFilter(
            query.Status<JobStatus>("status"), query.Text("provider"), query.Text("batch_id"), query.Time("created_after"));
        try
        {
            var page = await index.ListAsync(filter, query.Continuation, query.Whole("limit") ?? DefaultLimit, cancellationToken);
            return Answers.Ok(new ListedJobs(
                [.. page.Entries.Select(entry => new ListedJob(
                    entry.Id,
                    entry.Status,
                    entry.Provider == Router.Auto ? null : entry.Provider,
                    entry.BatchId,
                    entry.CreatedAt,
                    JobRoutes.Links(entry.Id, entry.Status)))],
                Cursor.Write(page.Cursor)));
        }
        catch (Azure.RequestFailedException e) when (e.Status == 400 && query.Continuation is not null)
        {
            return Answers.Refused(QueryValues.InvalidCursor);
        }
    }
}

/// <summary>A page of the list.</summary>
/// <param name="Cursor">For the page after; null when this is the last.</param>
internal sealed record ListedJobs(IReadOnlyList<ListedJob> Videos, string? Cursor);

/// <summary>A job as its line of the list says.</summary>
internal sealed record ListedJob(string Id, JobStatus Status, string? Provider, string? BatchId, DateTimeOffset CreatedAt, JobLinks Links);
