namespace VideoPipeline.Storage;

/// <summary>
/// Read, decide, write under the ETag, again if somebody else was faster. Callers of one process stand in line for the same blob,
/// so that they do not spend their time undoing each other; between processes the ETag decides.
/// </summary>
public sealed class GuardedBlob(BlobStore blobs)
{
    private const int Lines = 64;

    private readonly SemaphoreSlim[] _lines = [.. Enumerable.Range(0, Lines).Select(_ => new SemaphoreSlim(1, 1))];

    /// <param name="decide">From what stands (null: nothing) to what is to stand; null leaves it as it is. May run several times.</param>
    public async Task<T?> ChangeAsync<T>(string name, Func<T?, T?> decide, CancellationToken cancellationToken)
        where T : class
    {
        var line = _lines[(uint)StringComparer.Ordinal.GetHashCode(name) % Lines];
        await line.WaitAsync(cancellationToken);
        try
        {
            while (true)
            {
                var read = await blobs.ReadAsync<T>(name, cancellationToken);
                if (decide(read?.Value) is not { } changed)
                {
                    return read?.Value;
                }

                var written = read is null
                    ? await blobs.TryCreateAsync(name, changed, cancellationToken)
                    : await blobs.TryReplaceAsync(name, changed, read.Version, cancellationToken) is not null;
                if (written)
                {
                    return changed;
                }
            }
        }
        finally
        {
            line.Release();
        }
    }
}
