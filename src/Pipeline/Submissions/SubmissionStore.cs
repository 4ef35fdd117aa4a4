using VideoPipeline.Storage;

namespace VideoPipeline.Submissions;

/// <summary>The blobs of the submission protocol: records, claims and open markers.</summary>
public sealed class SubmissionStore(BlobStore blobs)
{
    // Repeated as metadata, so that a listing tells whose a claim is.
    private const string Owner = "owner";

    /// <summary>Creates the record and the marker by which a sweep finds money that is out.</summary>
    /// <returns>The record that stands: an earlier run may have prepared the attempt, perhaps at another provider.</returns>
    public async Task<SubmissionRecord> PrepareAsync(SubmissionRecord record, CancellationToken cancellationToken)
    {
        // The marker first: one without a record costs a look, a record without one could be forgotten.
        var marker = new OpenMarker(record.Job, record.Attempt, record.Provider, record.PreparedAt);
        await blobs.TryCreateAsync(BlobPaths.Open(record.Job, record.Attempt), marker, cancellationToken);
        return await blobs.TryCreateAsync(BlobPaths.Submission(record.Job, record.Attempt), record, cancellationToken)
            ? record
            : (await ReadAsync(record.Job, record.Attempt, cancellationToken))?.Value ?? record;
    }

    public Task<Stored<SubmissionRecord>?> ReadAsync(string job, int attempt, CancellationToken cancellationToken) =>
        blobs.ReadAsync<SubmissionRecord>(BlobPaths.Submission(job, attempt), cancellationToken);

    /// <summary>Replaces the version that was read; null when somebody else was faster.</summary>
    public async Task<Stored<SubmissionRecord>?> TryReplaceAsync(
        Stored<SubmissionRecord> read, SubmissionRecord record, CancellationToken cancellationToken)
    {
        // First: a task that is only named here would be watched by nobody.
        foreach (var task in (record.OtherTaskIds ?? []).Except(read.Value.OtherTaskIds ?? []))
        {
            await OpenAsync(OtherTasks.Of(record, task), cancellationToken);
        }

        var name = BlobPaths.Submission(record.Job, record.Attempt);
        return await blobs.TryReplaceAsync(name, record, read.Version, cancellationToken) is { } version
            ? new Stored<SubmissionRecord>(record, version, read.LastModified)
            : null;
    }

    /// <summary>Makes the attempt the owner of an upstream task. False when another attempt owns it.</summary>
    public async Task<bool> TryClaimAsync(string provider, string taskId, string job, int attempt, CancellationToken cancellationToken)
    {
        var name = BlobPaths.Claim(provider, taskId);
        var claim = new TaskClaim(job, attempt);
        var metadata = new Dictionary<string, string> { [Owner] = AttemptKey.Of(job, attempt) };
        if (await blobs.TryCreateAsync(name, claim, cancellationToken, metadata))
        {
            return true;
        }

        var owner = await blobs.ReadAsync<TaskClaim>(name, cancellationToken);
        return owner?.Value == claim;
    }

    /// <summary>
    /// The task that the attempt owns, or null. Reads the names of all the provider's claims, so this is for the few attempts whose sender
    /// has died.
    /// </summary>
    public async Task<string?> FindClaimAsync(string provider, string job, int attempt, CancellationToken cancellationToken)
    {
        var owner = AttemptKey.Of(job, attempt);
        var prefix = BlobPaths.Claim(provider, "");
        await foreach (var claim in blobs.ListAsync(prefix, cancellationToken))
        {
            if (claim.Metadata?.TryGetValue(Owner, out var itsOwner) == true && itsOwner == owner)
            {
                return Uri.UnescapeDataString(claim.Name[prefix.Length..]);
            }
        }

        return null;
    }

    // Two writers may name two tasks at once; each gets a number of its own.
    private async Task OpenAsync(SubmissionRecord other, CancellationToken cancellationToken)
    {
        while ((await PrepareAsync(other, cancellationToken)).TaskId != other.TaskId)
        {
            other = other with { Attempt = other.Attempt + 1 };
        }
    }

    /// <summary>The attempt's money is accounted for; nothing has to be found again.</summary>
    public Task CloseAsync(string job, int attempt, CancellationToken cancellationToken) =>
        blobs.DeleteAsync(BlobPaths.Open(job, attempt), cancellationToken);
}

/// <summary>Which attempt owns an upstream task.</summary>
public sealed record TaskClaim(string Job, int Attempt)
{
    public int Schema { get; init; } = 1;
}

/// <summary>An attempt whose money may be out: <c>open/{job}.{attempt}</c>.</summary>
public sealed record OpenMarker(string Job, int Attempt, string Provider, DateTimeOffset PreparedAt)
{
    public int Schema { get; init; } = 1;
}
