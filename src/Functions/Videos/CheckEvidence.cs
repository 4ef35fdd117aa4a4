using Microsoft.Azure.Functions.Worker;
using VideoPipeline.Jobs;
using VideoPipeline.Resellers;
using VideoPipeline.Submissions;

namespace VideoPipeline.Functions.Videos;

/// <summary>Asks storage, and then the provider, whether an ambiguous submit has been cleared up meanwhile.</summary>
public sealed class CheckEvidence(
    SubmissionStore store, CallbackHints hints, JobControls controls, JobDocuments jobs, ProviderRegistry providers, Adoption adoption,
    JobListing listing)
{
    [Function(nameof(CheckEvidence))]
    public async Task<Evidence> RunAsync([ActivityTrigger] CheckEvidenceInput input, CancellationToken cancellationToken)
    {
        var evidence = await FindAsync(input, cancellationToken);
        if (evidence.Verdict == EvidenceVerdict.Adopted)
        {
            await listing.MoveAsync(input.Attempt, JobStatus.Running, cancellationToken);
        }

        return evidence;
    }

    private async Task<Evidence> FindAsync(CheckEvidenceInput input, CancellationToken cancellationToken)
    {
        var (jobId, attempt, name) = input.Attempt;
        var read = await store.ReadAsync(jobId, attempt, cancellationToken);
        if (read?.Value is { State: SubmissionState.Accepted } accepted)
        {
            return new Evidence(EvidenceVerdict.Adopted, SubmissionResult.From(accepted));
        }

        var hint = await hints.ReadAsync(jobId, attempt, cancellationToken);
        if (hint is { TaskId: { } taskId } && (hint.Provider ?? name) == name && await AdoptAsync(input.Attempt, taskId, "callback", cancellationToken) is { } adopted)
        {
            return new Evidence(EvidenceVerdict.Adopted, adopted);
        }

        var resolution = (await controls.ReadAsync(jobId, cancellationToken)).Resolution;
        if (resolution is null || resolution.Attempt != attempt)
        {
            return new Evidence(EvidenceVerdict.None);
        }

        return resolution.Action switch
        {
            ResolutionAction.Adopt when await AdoptAsync(input.Attempt, resolution.TaskId!, "operator", cancellationToken) is { } byOperator =>
                new Evidence(EvidenceVerdict.Adopted, byOperator),
            ResolutionAction.Resubmit when !input.Answered => new Evidence(EvidenceVerdict.Resubmit),
            ResolutionAction.Abandon when !input.Answered => new Evidence(EvidenceVerdict.Abandon),
            _ => new Evidence(EvidenceVerdict.None),
        };

        async Task<SubmissionResult?> AdoptAsync(AttemptRef attemptRef, string candidate, string source, CancellationToken token)
        {
            var job = await jobs.RequireRequestAsync(jobId, token);
            var result = await adoption.AdoptAsync(
                providers.GetOrAbsent(name), attemptRef.JobId, attemptRef.Attempt, candidate, source, job.Request, token);
            return (result as AdoptionResult.Adopted)?.Submission;
        }
    }
}
