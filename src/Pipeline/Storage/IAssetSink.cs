namespace VideoPipeline.Storage;

/// <summary>Takes an asset in the order of its bytes.</summary>
public interface IAssetSink
{
    /// <summary>Asked once, before the first chunk, when the host tells how long the asset is.</summary>
    /// <returns>How many of its first bytes are here already, from an earlier run.</returns>
    ValueTask<long> ResumeAtAsync(AssetVersion asset, CancellationToken cancellationToken);

    /// <summary>The host does not send a part alone: what was here already comes once more.</summary>
    void StartAgain();

    /// <param name="chunk">Only valid during the call.</param>
    ValueTask AppendAsync(ReadOnlyMemory<byte> chunk, CancellationToken cancellationToken);
}

/// <summary>What a host says that tells one asset from the next under the same or another URL.</summary>
/// <param name="Tag">Its strong ETag, or else its date; null where it has neither.</param>
public sealed record AssetVersion(long Length, string? Tag);

/// <summary>For who keeps nothing between runs.</summary>
internal sealed class PlainSink(Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> append) : IAssetSink
{
    public ValueTask<long> ResumeAtAsync(AssetVersion asset, CancellationToken cancellationToken) => ValueTask.FromResult(0L);

    public void StartAgain()
    {
    }

    public ValueTask AppendAsync(ReadOnlyMemory<byte> chunk, CancellationToken cancellationToken) => append(chunk, cancellationToken);
}
