using VideoPipeline.Resellers;
using VideoPipeline.Requests;
using VideoPipeline.Storage;

namespace VideoPipeline.Submissions;

/// <summary>
/// Adopts a task id that somebody else than the submit's answer has named: the provider must know it under our key, what it repeats
/// of the request must fit, and no other attempt may own it.
/// </summary>
public sealed class Adoption(SubmissionStore store, TimeProvider time)
{
    // Providers' clocks differ from ours.
    private static readonly TimeSpan s_skew = TimeSpan.FromMinutes(2);

    public async Task<AdoptionResult> AdoptAsync(
        IVideoProvider provider, string job, int attempt, string taskId, string source, VideoRequest request, CancellationToken cancellationToken)
    {
        if (await store.ReadAsync(job, attempt, cancellationToken) is not { } read)
        {
            return new AdoptionResult.Refused("submission_record_missing", "Nothing was prepared for this attempt.");
        }

        switch (await provider.LookAsync(new ProviderTask(taskId), cancellationToken))
        {
            case LookAnswer.Missing:
                return new AdoptionResult.Refused("task_not_found", "The provider does not know this task under our key.");
            case LookAnswer.Unreachable:
                return new AdoptionResult.Refused("provider_unreachable", "The provider could not be asked; try again.");
            case LookAnswer.Seen seen when Mismatch(seen.Look.Echo, read.Value, request) is { } mismatch:
                return new AdoptionResult.Refused("task_does_not_match", mismatch);
        }

        if (!await store.TryClaimAsync(provider.Name, taskId, job, attempt, cancellationToken))
        {
            return new AdoptionResult.Refused("task_already_claimed", "The task belongs to another attempt.");
        }

        return await WriteAsync(read, taskId, source, cancellationToken);
    }

    private async Task<AdoptionResult> WriteAsync(Stored<SubmissionRecord> read, string taskId, string source, CancellationToken cancellationToken)
    {
        while (true)
        {
            var record = Acceptances.Add(read.Value, new SubmitAnswer.Accepted(taskId), time.GetUtcNow(), source);
            if (record == read.Value || await store.TryReplaceAsync(read, record, cancellationToken) is not null)
            {
                return new AdoptionResult.Adopted(SubmissionResult.From(record));
            }

            read = await store.ReadAsync(record.Job, record.Attempt, cancellationToken)
                ?? throw new InvalidOperationException("The submission record has gone between two calls.");
        }
    }

    /// <summary>Why the task cannot be ours; null when nothing that the provider repeats speaks against it.</summary>
    internal static string? Mismatch(TaskEcho? echo, SubmissionRecord record, VideoRequest request) => echo switch
    {
        { Prompt: { } prompt } when !PromptEcho.IsOf(prompt, request.Prompt) => "The task has another prompt.",
        { Duration: { } duration } when duration != request.Duration => "The task has another duration.",
        { CreatedAt: { } created } when created < record.SubmittedAt - s_skew => "The task is older than the submit.",
        _ => null,
    };
}

/// <summary>Whether a task id could be adopted.</summary>
public abstract record AdoptionResult
{
    private AdoptionResult()
    {
    }

    public sealed record Adopted(SubmissionResult Submission) : AdoptionResult;

    /// <param name="Code"><c>task_not_found</c>, <c>task_does_not_match</c>, <c>task_already_claimed</c> …</param>
    public sealed record Refused(string Code, string Message) : AdoptionResult;
}
