using System.Collections.Concurrent;
using Azure;

namespace VideoPipeline.Support;

/// <summary>What all clients of one in-memory account share.</summary>
internal sealed class StoredAccount(TimeProvider time)
{
    public const string Name = "inmemory";

    public static readonly Uri Uri = new($"https://{Name}.blob.core.windows.net/");

    private readonly ConcurrentDictionary<string, StoredContainer> _containers = new(StringComparer.Ordinal);
    private long _versions;

    public StoredContainer Container(string name) => _containers.GetOrAdd(name, _ => new StoredContainer(this, name));

    public ETag NextVersion() => new($"\"0x8D{Interlocked.Increment(ref _versions):X13}\"");

    /// <summary>To the second, as HTTP dates are.</summary>
    public DateTimeOffset Now()
    {
        var now = time.GetUtcNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond));
    }
}
