using VideoPipeline.Storage;

namespace VideoPipeline.Jobs;

/// <summary>What people asked of a running job: <c>control/{job}.json</c>. The first cancel and the first resolution win.</summary>
public sealed record JobControl(DateTimeOffset? CancelRequestedAt = null, Resolution? Resolution = null)
{
    public int Schema { get; init; } = 1;
}

/// <summary>An operator's answer to an ambiguous submit.</summary>
/// <param name="Attempt">The attempt that it answers; a later attempt is not bound by it.</param>
/// <param name="TaskId">With <see cref="ResolutionAction.Adopt"/>.</param>
public sealed record Resolution(ResolutionAction Action, int Attempt, DateTimeOffset At, string? TaskId = null);

/// <summary>What an operator may answer.</summary>
public enum ResolutionAction
{
    Adopt,
    Resubmit,
    Abandon,
}

/// <summary>Reads and writes the control blob.</summary>
public sealed class JobControls(BlobStore blobs, GuardedBlob guarded, TimeProvider time)
{
    public async Task<JobControl> ReadAsync(string job, CancellationToken cancellationToken) =>
        (await blobs.ReadAsync<JobControl>(BlobPaths.Control(job), cancellationToken))?.Value ?? new JobControl();

    public Task<JobControl> RequestCancelAsync(string job, CancellationToken cancellationToken) =>
        ChangeAsync(
            job,
            control => control.CancelRequestedAt is null ? control with { CancelRequestedAt = time.GetUtcNow() } : null,
            cancellationToken);

    /// <summary>The resolution that stands afterwards: this one, or an earlier one of the same attempt.</summary>
    public async Task<Resolution> ResolveAsync(string job, Resolution resolution, CancellationToken cancellationToken)
    {
        var control = await ChangeAsync(
            job,
            control => control.Resolution?.Attempt >= resolution.Attempt ? null : control with { Resolution = resolution },
            cancellationToken);
        return control.Resolution!;
    }

    // A change that returns null leaves what stands.
    private async Task<JobControl> ChangeAsync(string job, Func<JobControl, JobControl?> change, CancellationToken cancellationToken) =>
        await guarded.ChangeAsync<JobControl>(BlobPaths.Control(job), standing => change(standing ?? new JobControl()), cancellationToken)
            ?? new JobControl();
}
