using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using VideoPipeline.Functions.Http;
using VideoPipeline.Jobs;
using VideoPipeline.Requests;

namespace VideoPipeline.Functions.Videos;

/// <summary><c>POST /api/videos</c>: checks a request, writes the job down and starts its orchestration.</summary>
public sealed class PostVideo(VideoStarts starts, VideoQueries queries, RequestRules rules)
{
    private const int MaxKeyLength = 256;

    [Function(nameof(PostVideo))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/videos")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        var key = request.Headers["Idempotency-Key"].ToString();
        if (key.Length > MaxKeyLength)
        {
            return Answers.Refused(400, "invalid_idempotency_key", $"An Idempotency-Key has at most {MaxKeyLength} characters.");
        }

        var reading = await VideoRequestReader.ReadAsync(request.Body, Charsets.Of(request.ContentType), rules, cancellationToken);
        if (reading.Problem is { } problem)
        {
            return Answers.Refused(problem);
        }

        var admission = new Admission(reading.Request!, reading.InlineInputs, key.Length == 0 ? null : key, CallerScope.Of(request));
        return await starts.StartAsync(admission, client, cancellationToken) switch
        {
            VideoStart.Refused refused => Answers.Refused(refused.Problem),
            VideoStart.Started { IsNew: true } started =>
                Answers.Accepted(request, JobRoutes.Self(started.Job.Job), VideoQueries.New(started.Job)),
            VideoStart.Started again => Answers.Ok(
                await queries.FindAsync(again.Job.Job, client, cancellationToken) ?? VideoQueries.New(again.Job)),
            var other => throw new InvalidOperationException($"Unknown start {other.GetType().Name}."),
        };
    }
}
