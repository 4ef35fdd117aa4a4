using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using VideoPipeline.Functions.Http;
using VideoPipeline.Jobs;
using VideoPipeline.Resellers.Routing;
using VideoPipeline.Requests;

namespace VideoPipeline.Functions.Videos;

/// <summary><c>GET /api/videos?status=&amp;provider=&amp;batch_id=&amp;created_after=&amp;cursor=&amp;limit=</c>: jobs, newest first.</summary>
public sealed class ListVideos(JobIndex index)
{
    private const int DefaultLimit = 50;
    private const int MaxLimit = 500;

    [Function(nameof(ListVideos))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/videos")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var query = new ListQuery(request.Query);
        if (query.Errors.Count > 0)
        {
            return Answers.Refused(new Problem(400, "invalid_query", "The query cannot be read.", query.Errors));
        }

        try
        {
            var page = await index.ListAsync(query.Filter, query.Continuation, query.Limit, cancellationToken);
            return Answers.Ok(new
            {
                videos = page.Entries.Select(entry => new
                {
                    entry.Id,
                    entry.Status,
                    Provider = entry.Provider == Router.Auto ? null : entry.Provider,
                    entry.BatchId,
                    entry.CreatedAt,
                    Links = JobRoutes.Links(entry.Id, entry.Status),
                }),
                Cursor = Cursor.Write(page.Cursor),
            });
        }
        catch (Azure.RequestFailedException e) when (e.Status == 400 && query.Continuation is not null)
        {
            return Answers.Refused(new Problem(
                400, "invalid_query", "The query cannot be read.", [new FieldError("cursor", "invalid_cursor", "This is no cursor of ours.")]));
        }
    }

    private sealed class ListQuery
    {
        public ListQuery(IQueryCollection query)
        {
            Filter = new JobFilter(
                Read<JobStatus>("status", Status),
                Text("provider"),
                Text("batch_id"),
                Read<DateTimeOffset>("created_after", text => DateTimeOffset.TryParse(
                    text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null));
            if (!Http.Cursor.TryRead(Text("cursor"), out var continuation))
            {
                Errors.Add(new FieldError("cursor", "invalid_cursor", "This is no cursor of ours."));
            }

            Continuation = continuation;
            Limit = Read<int>("limit", text => int.TryParse(text, out var limit) && limit is > 0 and <= MaxLimit ? limit : null) ?? DefaultLimit;

            string? Text(string name) => query[name].ToString() is { Length: > 0 } text ? text : null;

            T? Read<T>(string name, Func<string, T?> parse)
                where T : struct
            {
                if (Text(name) is not { } text)
                {
                    return null;
                }

                var value = parse(text);
                if (value is null)
                {
                    Errors.Add(new FieldError(name, "invalid_value", $"'{text}' is no value for {name}."));
                }

                return value;
            }
        }

        public List<FieldError> Errors { get; } = [];

        public JobFilter Filter { get; }

        public string? Continuation { get; }

        public int Limit { get; }

        private static JobStatus? Status(string text) =>
            Enum.GetValues<JobStatus>().Cast<JobStatus?>().FirstOrDefault(status =>
                JsonNamingPolicy.SnakeCaseLower.ConvertName(status!.Value.ToString()) == text);
    }
}
