using VideoPipeline.Jobs;

namespace VideoPipeline.Functions.Videos;

/// <summary>Input of <see cref="GenerateVideoOrchestration"/>. The request itself is in storage.</summary>
/// <param name="Progress">Where an earlier history, or an earlier run whose attempt was ambiguous, left off.</param>
/// <param name="Ended">Attempts of earlier runs, when an operator has asked for another one.</param>
public sealed record GenerateVideoInput(string JobId, VideoProgress? Progress = null, IReadOnlyList<JobAttempt>? Ended = null)
{
    public int Schema { get; init; } = 1;
}

/// <summary>How far a job has come.</summary>
/// <param name="Ended">The attempts that are over.</param>
/// <param name="CandidateIndex">Which candidate is being tried.</param>
/// <param name="Current">The attempt that is under way; null between two.</param>
public sealed record VideoProgress(
    VideoPlan Plan, IReadOnlyList<JobAttempt> Ended, int CandidateIndex, AttemptState? Current = null);

/// <summary>Output of <see cref="GenerateVideoOrchestration"/>, for the batch that the job may belong to.</summary>
public sealed record VideoResult(string JobId, JobStatus Status, string? Code = null, string? Provider = null, decimal? AmountUsd = null);
