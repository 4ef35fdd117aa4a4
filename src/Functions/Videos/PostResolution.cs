using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using VideoPipeline.Functions.Http;
using VideoPipeline.Jobs;
using VideoPipeline.Resellers;
using VideoPipeline.Submissions;

namespace VideoPipeline.Functions.Videos;

/// <summary>
/// <c>POST /api/videos/{id}/resolve</c>: an operator's answer to an ambiguous submit. The first answer wins; a task id is adopted
/// only after the checks of <see cref="Adoption"/>.
/// </summary>
public sealed partial class PostResolution(
    OperatorKey operatorKey,
    VideoQueries queries,
    SubmissionStore submissions,
    JobControls controls,
    JobDocuments jobs,
    ProviderRegistry providers,
    Adoption adoption,
    IOptions<SubmissionsOptions> options,
    TimeProvider time,
    ILogger<PostResolution> logger)
{
    private const int MaxAttempts = 100;
    private const int MaxBody = 16 * 1024;

    private static readonly JsonSerializerOptions s_strict = Strict();

    [Function(nameof(PostResolution))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/videos/{id}/resolve")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        if (operatorKey.Refuse(request) is { } refusal)
        {
            return refusal;
        }

        if (await ReadAsync(request, cancellationToken) is not { } answer)
        {
            return Answers.Refused(
                400, "invalid_resolution", """The body must be {"task_id": "…"}, {"action": "resubmit"} or {"action": "abandon"}.""");
        }

        if (!JobIds.IsValid(id) || await LastAttemptAsync(id, cancellationToken) is not { } record)
        {
            return Answers.NotFound("video", id);
        }

        if (Unresolvable(record) is { } problem)
        {
            return problem;
        }

        return await ResolveAsync(id, record, answer, client, cancellationToken) ?? Answers.Accepted(
            request, JobRoutes.Self(id), await queries.FindAsync(id, client, cancellationToken));
    }

    private async Task<IResult?> ResolveAsync(
        string id, SubmissionRecord record, ResolutionRequest answer, DurableTaskClient client, CancellationToken cancellationToken)
    {
        var earlier = (await controls.ReadAsync(id, cancellationToken)).Resolution;
        if (earlier?.Attempt == record.Attempt)
        {
            return AlreadyResolved();
        }

        if (answer.TaskId is { } taskId && await AdoptAsync(id, record, taskId, cancellationToken) is { } refused)
        {
            return Answers.Refused(refused.Code == "provider_unreachable" ? 503 : 409, refused.Code, refused.Message);
        }

        var resolution = new Resolution(answer.Meaning!.Value, record.Attempt, time.GetUtcNow(), answer.TaskId);
        var standing = await controls.ResolveAsync(id, resolution, cancellationToken);
        if (standing != resolution)
        {
            return AlreadyResolved();
        }

        Resolved(id, record.Attempt, resolution.Action);
        await client.WakeAsync(id, record.Attempt, logger, cancellationToken);
        return null;
    }

    private async Task<AdoptionResult.Refused?> AdoptAsync(
        string id, SubmissionRecord record, string taskId, CancellationToken cancellationToken)
    {
        var job = (await jobs.RequestAsync(id, cancellationToken))!;
        var result = await adoption.AdoptAsync(
            providers.GetOrAbsent(record.Provider), id, record.Attempt, taskId, "operator", job.Request, cancellationToken);
        return result as AdoptionResult.Refused;
    }

    private IResult? Unresolvable(SubmissionRecord record) => record.State switch
    {
        SubmissionState.Ambiguous => null,
        SubmissionState.Sending when time.GetUtcNow() >= SubmissionSteps.SenderIsGoneAt(record, options.Value) => null,
        SubmissionState.Sending => Answers.Refused(409, "submission_in_flight", "The submit may still be under way; try again in a minute or two."),
        SubmissionState.Accepted when record.AdoptedFrom is not null => AlreadyResolved(),
        _ => Answers.Refused(409, "not_ambiguous", "There is nothing to resolve about this job."),
    };

    private async Task<SubmissionRecord?> LastAttemptAsync(string id, CancellationToken cancellationToken)
    {
        SubmissionRecord? last = null;
        for (var attempt = 1; attempt <= MaxAttempts; attempt++)
        {
            if (await submissions.ReadAsync(id, attempt, cancellationToken) is not { } read)
            {
                break;
            }

            last = read.Value;
        }

        return last;
    }

    private static async Task<ResolutionRequest?> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        try
        {
            using var body = new PooledBuffer();
            if (!await body.TryReadAsync(request.Body, MaxBody, cancellationToken))
            {
                return null;
            }

            var answer = JsonSerializer.Deserialize<ResolutionRequest>(body.Written.Span, s_strict);
            return answer?.Meaning is null ? null : answer;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static IResult AlreadyResolved() =>
        Answers.Refused(409, "already_resolved", "This submit has been resolved already; the first answer stands.");

    private static JsonSerializerOptions Strict()
    {
        var options = new JsonSerializerOptions { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };
        Json.Configure(options);
        return options;
    }

    private sealed record ResolutionRequest(string? TaskId = null, string? Action = null)
    {
        [JsonIgnore]
        public ResolutionAction? Meaning => (TaskId, Action) switch
        {
            ({ Length: > 0 and <= 256 }, null) => ResolutionAction.Adopt,
            (null, "resubmit") => ResolutionAction.Resubmit,
            (null, "abandon") => ResolutionAction.Abandon,
            _ => null,
        };
    }

    [LoggerMessage(EventId = 1303, Level = LogLevel.Warning, Message = "An operator answers for {JobId}.{Attempt}: {Action}")]
    private partial void Resolved(string jobId, int attempt, ResolutionAction action);
}
