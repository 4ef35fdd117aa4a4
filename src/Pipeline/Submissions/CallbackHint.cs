using VideoPipeline.Storage;

namespace VideoPipeline.Submissions;

/// <summary>
/// The last thing that a callback said: <c>submissions/{job}/{attempt}.callback.json</c>. A hint, never a fact: its task id is at
/// most a candidate.
/// </summary>
/// <param name="Provider">Whose address was called; what is said in another one's name is no evidence for the attempt.</param>
public sealed record CallbackHint(string? TaskId, DateTimeOffset ReceivedAt, string? Provider = null)
{
    public int Schema { get; init; } = 1;
}

/// <summary>Reads and writes hints; the last one wins.</summary>
public sealed class CallbackHints(BlobStore blobs)
{
    public Task WriteAsync(string job, int attempt, CallbackHint hint, CancellationToken cancellationToken) =>
        blobs.PutAsync(BlobPaths.CallbackHint(job, attempt), hint, cancellationToken);

    public async Task<CallbackHint?> ReadAsync(string job, int attempt, CancellationToken cancellationToken) =>
        (await blobs.ReadAsync<CallbackHint>(BlobPaths.CallbackHint(job, attempt), cancellationToken))?.Value;
}
