using Azure;
using Azure.Storage.Blobs.Models;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using VideoPipeline.Functions.Http;
using VideoPipeline.Jobs;
using VideoPipeline.Pricing;
using VideoPipeline.Storage;
using VideoPipeline.Submissions;
using VideoPipeline.Usage;

namespace VideoPipeline.Functions.Videos;

/// <summary><c>GET /api/videos/{id}/attempts</c>: what was written down of each attempt, step by step, with its ledger record.</summary>
public sealed class GetAttempts(JobDocuments jobs, SubmissionStore submissions, Ledger ledger, BlobStore blobs)
{
    private const int MaxAttempts = 20;

    [Function(nameof(GetAttempts))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "api/videos/{id}/attempts")] HttpRequest request,
        string id,
        CancellationToken cancellationToken)
    {
        if (!JobIds.IsValid(id) || await jobs.RequestAsync(id, cancellationToken) is not { } job)
        {
            return Answers.NotFound("video", id);
        }

        var attempts = new List<AttemptDocument>();
        for (var number = 1; number <= MaxAttempts; number++)
        {
            if (await submissions.ReadAsync(id, number, cancellationToken) is not { } read)
            {
                break;
            }

            attempts.Add(await DocumentAsync(read.Value, cancellationToken));
        }

        return Answers.Ok(new AttemptsDocument(id, job.CreatedAt, attempts));
    }

    private async Task<AttemptDocument> DocumentAsync(SubmissionRecord record, CancellationToken cancellationToken)
    {
        var bill = await ledger.FindAsync(record.SubmittedAt, record.Job, record.Attempt, cancellationToken);
        return new AttemptDocument(
            record.Attempt,
            record.Provider,
            record.State,
            record.PreparedAt,
            record.SendingAt,
            record.AcceptedAt,
            record.TaskId is null ? null : await StoredAtAsync(record, cancellationToken),
            record.TaskId,
            record.Quote,
            record.AdoptedFrom,
            record.Refusals,
            record.RetryAt,
            record.Failure is { } failure ? new JobError(failure.Code, failure.Message) : null,
            bill);
    }

    private async Task<DateTimeOffset?> StoredAtAsync(SubmissionRecord record, CancellationToken cancellationToken)
    {
        try
        {
            BlobProperties stored = await blobs.Videos
                .GetBlobClient(BlobPaths.Video(record.Job, record.Attempt)).GetPropertiesAsync(cancellationToken: cancellationToken);
            return stored.LastModified;
        }
        catch (RequestFailedException e) when (e.Status == StatusCodes.Status404NotFound)
        {
            return null;
        }
    }
}

/// <summary>What was written down of a job's attempts.</summary>
internal sealed record AttemptsDocument(string Id, DateTimeOffset CreatedAt, IReadOnlyList<AttemptDocument> Attempts);

/// <summary>What was written down of one of them.</summary>
internal sealed record AttemptDocument(
    int Number,
    string Provider,
    SubmissionState State,
    DateTimeOffset PreparedAt,
    DateTimeOffset? SendingAt,
    DateTimeOffset? AcceptedAt,
    DateTimeOffset? StoredAt,
    string? TaskId,
    Quote? Quote,
    string? AdoptedFrom,
    int Refusals,
    DateTimeOffset? RetryAt,
    JobError? Error,
    LedgerRecord? Ledger);
