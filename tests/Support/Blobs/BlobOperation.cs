namespace VideoPipeline.Support;

/// <summary>What was asked of the in-memory blob service.</summary>
public enum BlobOperationKind
{
    CreateContainer,
    ContainerExists,
    Upload,
    StageBlock,
    Commit,
    BlockList,
    SetMetadata,
    Delete,
    Download,
    Properties,
    Exists,
    List,
}

/// <summary>One call to the in-memory blob service, as the hooks and the counters see it.</summary>
/// <param name="Name">Of the blob; the prefix for a listing, empty for a container.</param>
/// <param name="Sequence">From 1, in the order in which the calls of one client began.</param>
public sealed record BlobOperation(BlobOperationKind Kind, string Container, string Name, long Sequence)
{
    /// <summary>Whether it changes what is stored.</summary>
    public bool IsWrite => Kind is BlobOperationKind.CreateContainer or BlobOperationKind.Upload or BlobOperationKind.StageBlock
        or BlobOperationKind.Commit or BlobOperationKind.SetMetadata or BlobOperationKind.Delete;

    /// <summary>The name up to and with its first slash: the kind of thing that it is.</summary>
    public string Prefix => Name.IndexOf('/', StringComparison.Ordinal) is >= 0 and var slash ? Name[..(slash + 1)] : Name;
}
