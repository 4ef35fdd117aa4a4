using System.Collections.Concurrent;
using System.Globalization;

namespace VideoPipeline.Support;

/// <summary>How many operations of which kind, under which name prefix, one client has made.</summary>
public sealed class BlobOperationCounts
{
    private readonly ConcurrentDictionary<(BlobOperationKind Kind, string Container, string Prefix), long> _counts = new();

    public long Total => _counts.Values.Sum();

    public long Writes => _counts.Where(count => IsWrite(count.Key.Kind)).Sum(count => count.Value);

    public long Of(BlobOperationKind kind) => _counts.Where(count => count.Key.Kind == kind).Sum(count => count.Value);

    /// <param name="prefix">As <see cref="BlobOperation.Prefix"/>, for example <c>submissions/</c>.</param>
    public long Under(string container, string prefix) =>
        _counts.Where(count => count.Key.Container == container && count.Key.Prefix == prefix).Sum(count => count.Value);

    public long Of(BlobOperationKind kind, string container, string prefix) => _counts.GetValueOrDefault((kind, container, prefix));

    public void Reset() => _counts.Clear();

    /// <summary>One line for each kind and prefix, for a failed assertion's message.</summary>
    public override string ToString() => string.Join(
        Environment.NewLine,
        _counts.OrderBy(count => count.Key).Select(count => string.Create(
            CultureInfo.InvariantCulture, $"{count.Value,8} {count.Key.Kind} {count.Key.Container}/{count.Key.Prefix}")));

    // The prefix of a container's result blobs is the job itself: counted as one, or the table would grow with the jobs.
    internal void Add(BlobOperation operation) => _counts.AddOrUpdate(
        (operation.Kind, operation.Container, operation.Container == "videos" ? "" : operation.Prefix), 1, (_, count) => count + 1);

    private static bool IsWrite(BlobOperationKind kind) => new BlobOperation(kind, "", "", 0).IsWrite;
}
