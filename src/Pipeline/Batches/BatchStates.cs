using VideoPipeline.Jobs;
using VideoPipeline.Storage;

namespace VideoPipeline.Batches;

/// <summary>Reads and writes what a batch is and what has become of it.</summary>
public sealed class BatchStates(BlobStore blobs, BatchIndex index, GuardedBlob guarded, LiveMarkers live, TimeProvider time)
{
    private readonly RecentlyRead<BatchHeader> _headers = new(capacity: 64);

    /// <summary>Headers never change, so the last ones read are kept.</summary>
    public async Task<BatchHeader?> HeaderAsync(string batch, CancellationToken cancellationToken)
    {
        if (_headers.TryGet(batch, out var known))
        {
            return known;
        }

        var header = (await blobs.ReadAsync<BatchHeader>(BlobPaths.Batch(batch), cancellationToken))?.Value;
        return header is null ? null : _headers.Add(batch, header);
    }

    /// <exception cref="InvalidOperationException">A batch is never started before it is written down: storage has lost it.</exception>
    public async Task<BatchHeader> RequireHeaderAsync(string batch, CancellationToken cancellationToken) =>
        await HeaderAsync(batch, cancellationToken) ?? throw new InvalidOperationException($"Batch {batch} has no header.");

    /// <summary>The line of the list first, because one without a batch is skipped; then the state: a header without one would be a batch that nobody can count.</summary>
    public async Task CreateAsync(BatchHeader header, CancellationToken cancellationToken)
    {
        await index.AddAsync(header.Id, header.CreatedAt, cancellationToken);
        await live.BatchRunsAsync(header.Id, cancellationToken);
        await blobs.TryCreateAsync(BlobPaths.BatchState(header.Id), BatchState.Begin(header.Total, header.CreatedAt), cancellationToken);
        await blobs.TryCreateAsync(BlobPaths.Batch(header.Id), header, cancellationToken);
    }

    public async Task<BatchState?> FindAsync(string batch, CancellationToken cancellationToken) =>
        (await blobs.ReadAsync<BatchState>(BlobPaths.BatchState(batch), cancellationToken))?.Value;

    public async Task<BatchState> ReadAsync(string batch, CancellationToken cancellationToken) =>
        await FindAsync(batch, cancellationToken) ?? throw new InvalidOperationException($"Batch {batch} has no state.");

    /// <summary>Ends a wave, once. The state that stands is the answer.</summary>
    public async Task<BatchState> EndAsync(string batch, int wave, BatchTally tally, bool cancelled, CancellationToken cancellationToken)
    {
        var state = (await ChangeAsync(batch, state => state.End(wave, tally, cancelled, time.GetUtcNow()), cancellationToken))!;
        if (state.Current.CompletedAt is not null)
        {
            await live.BatchEndedAsync(batch, cancellationToken);
        }

        return state;
    }

    /// <summary>Begins a retry. The items that were written first are the wave's, whoever wrote them.</summary>
    public async Task<BatchState> RetryAsync(string batch, int wave, BatchWaveItems items, CancellationToken cancellationToken)
    {
        var name = BlobPaths.BatchWave(batch, wave);
        var stands = await blobs.TryCreateAsync(name, items, cancellationToken)
            ? items
            : (await blobs.ReadAsync<BatchWaveItems>(name, cancellationToken))!.Value;
        await live.BatchRunsAsync(batch, cancellationToken);
        return (await ChangeAsync(batch, state => state.Retry(wave, stands.Items.Count, stands.CreatedAt), cancellationToken))!;
    }

    public async Task<BatchWaveItems> WaveItemsAsync(string batch, int wave, CancellationToken cancellationToken) =>
        (await blobs.ReadAsync<BatchWaveItems>(BlobPaths.BatchWave(batch, wave), cancellationToken))?.Value
            ?? throw new InvalidOperationException($"Batch {batch} has no wave {wave}.");

    public Task MoveAsync(string batch, string job, LateMove move, CancellationToken cancellationToken) =>
        ChangeAsync(batch, state => state.Move(job, move), cancellationToken);

    private Task<BatchState?> ChangeAsync(string batch, Func<BatchState, BatchState?> change, CancellationToken cancellationToken) =>
        guarded.ChangeAsync<BatchState>(
            BlobPaths.BatchState(batch),
            state => change(state ?? throw new InvalidOperationException($"Batch {batch} has no state.")),
            cancellationToken);
}
