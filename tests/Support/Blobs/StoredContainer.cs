using System.Text;
using Azure;
using Azure.Storage.Blobs.Models;

namespace VideoPipeline.Support;

/// <summary>A container's blobs, and the service's rules for changing them. Each member is one atomic step.</summary>
internal sealed class StoredContainer(StoredAccount account, string name)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, StoredBlob> _blobs = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Dictionary<string, byte[]>> _uncommitted = new(StringComparer.Ordinal);
    private bool _exists;

    public string Name { get; } = name;

    public bool Create()
    {
        lock (_lock)
        {
            var created = !_exists;
            _exists = true;
            return created;
        }
    }

    public bool Exists()
    {
        lock (_lock)
        {
            return _exists;
        }
    }

    public StoredBlob? Find(string blob)
    {
        lock (_lock)
        {
            return _blobs.GetValueOrDefault(blob);
        }
    }

    public StoredBlob Read(string blob, BlobRequestConditions? conditions)
    {
        lock (_lock)
        {
            var found = Require(blob);
            Supported(conditions);
            if (conditions?.IfMatch is { } match && match != ETag.All && match != found.Version)
            {
                throw BlobErrors.ConditionNotMet();
            }

            return conditions?.IfNoneMatch == found.Version ? throw BlobErrors.NotModified() : found;
        }
    }

    public StoredBlob Put(
        string blob, byte[] content, string? contentType, IDictionary<string, string>? metadata, BlobRequestConditions? conditions)
    {
        lock (_lock)
        {
            return Write(blob, [content], contentType, metadata, conditions);
        }
    }

    public void Stage(string blob, string blockId, byte[] content)
    {
        lock (_lock)
        {
            RequireContainer();
            if (!_uncommitted.TryGetValue(blob, out var blocks))
            {
                _uncommitted[blob] = blocks = new Dictionary<string, byte[]>(StringComparer.Ordinal);
            }

            blocks[blockId] = content;
        }
    }

    public IReadOnlyList<(string Id, long Size)> Staged(string blob)
    {
        lock (_lock)
        {
            RequireContainer();
            return _uncommitted.TryGetValue(blob, out var blocks)
                ? [.. blocks.OrderBy(block => block.Key, StringComparer.Ordinal).Select(block => (block.Key, block.Value.LongLength))]
                : _blobs.ContainsKey(blob) ? [] : throw BlobErrors.BlobNotFound();
        }
    }

    public StoredBlob Commit(
        string blob,
        IEnumerable<string> blockIds,
        string? contentType,
        IDictionary<string, string>? metadata,
        BlobRequestConditions? conditions)
    {
        lock (_lock)
        {
            RequireContainer();
            CheckWrite(_blobs.GetValueOrDefault(blob), conditions);
            var staged = _uncommitted.GetValueOrDefault(blob) ?? [];
            var blocks = blockIds.Select(id => staged.GetValueOrDefault(id) ?? throw BlobErrors.InvalidBlockList()).ToList();
            return Write(blob, blocks, contentType, metadata, conditions);
        }
    }

    public StoredBlob SetMetadata(string blob, IDictionary<string, string>? metadata, BlobRequestConditions? conditions)
    {
        lock (_lock)
        {
            var old = Require(blob);
            CheckWrite(old, conditions);
            return _blobs[blob] = old with
            {
                Version = account.NextVersion(),
                LastModified = account.Now(),
                Metadata = Checked(metadata),
            };
        }
    }

    public bool Delete(string blob, BlobRequestConditions? conditions)
    {
        lock (_lock)
        {
            RequireContainer();
            if (!_blobs.TryGetValue(blob, out var old))
            {
                return false;
            }

            CheckWrite(old, conditions);
            _names.Remove(blob);
            return _blobs.Remove(blob);
        }
    }

    /// <summary>A page in ascending order of names, and the name that the next begins with.</summary>
    public (IReadOnlyList<KeyValuePair<string, StoredBlob>> Page, string? Next) List(string prefix, string? from, int size)
    {
        lock (_lock)
        {
            RequireContainer();
            var lowest = from is not null && string.CompareOrdinal(from, prefix) > 0 ? from : prefix;
            var page = new List<KeyValuePair<string, StoredBlob>>();
            foreach (var found in _names.GetViewBetween(lowest, prefix + char.MaxValue))
            {
                if (page.Count == size)
                {
                    return (page, found);
                }

                page.Add(new(found, _blobs[found]));
            }

            return (page, null);
        }
    }

    private StoredBlob Write(
        string blob,
        IReadOnlyList<byte[]> blocks,
        string? contentType,
        IDictionary<string, string>? metadata,
        BlobRequestConditions? conditions)
    {
        RequireContainer();
        var old = _blobs.GetValueOrDefault(blob);
        CheckWrite(old, conditions);
        var now = account.Now();
        var written = new StoredBlob(
            blocks, account.NextVersion(), old?.CreatedOn ?? now, now, contentType ?? "application/octet-stream", Checked(metadata));

        // A write of the whole blob discards whatever anybody has staged under its name.
        _uncommitted.Remove(blob);
        _names.Add(blob);
        return _blobs[blob] = written;
    }

    private static void CheckWrite(StoredBlob? old, BlobRequestConditions? conditions)
    {
        Supported(conditions);
        if (conditions?.IfNoneMatch == ETag.All && old is not null)
        {
            throw BlobErrors.BlobAlreadyExists();
        }

        if (conditions?.IfNoneMatch is { } none && none != ETag.All && old?.Version == none)
        {
            throw BlobErrors.ConditionNotMet();
        }

        if (conditions?.IfMatch is { } match && (old is null || (match != ETag.All && match != old.Version)))
        {
            throw BlobErrors.ConditionNotMet();
        }
    }

    private static void Supported(BlobRequestConditions? conditions)
    {
        if (conditions is { IfModifiedSince: not null } or { IfUnmodifiedSince: not null } or { LeaseId: not null } or { TagConditions: not null })
        {
            throw new NotSupportedException("The in-memory blob service knows conditions on ETags only.");
        }
    }

    // Header names and header text, as the service checks them.
    private static Dictionary<string, string> Checked(IDictionary<string, string>? metadata)
    {
        var copy = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (key, value) in metadata ?? new Dictionary<string, string>())
        {
            var isIdentifier = key.Length > 0 && !char.IsAsciiDigit(key[0]) && key.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');
            if (!isIdentifier || !Ascii.IsValid(value) || value.Any(char.IsControl))
            {
                throw BlobErrors.InvalidMetadata();
            }

            copy[key] = value.Trim();
        }

        return copy;
    }

    private StoredBlob Require(string blob)
    {
        RequireContainer();
        return _blobs.GetValueOrDefault(blob) ?? throw BlobErrors.BlobNotFound();
    }

    private void RequireContainer()
    {
        if (!_exists)
        {
            throw BlobErrors.ContainerNotFound();
        }
    }
}
