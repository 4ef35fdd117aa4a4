using Azure.Storage.Blobs;

namespace VideoPipeline.Support;

/// <summary>
/// The blob service in memory, behind the SDK's own client types: the members that this product uses, with the service's
/// conditions, statuses and error codes. Synchronous members and whatever else the SDK has are not there. A conformance suite holds
/// it to Azurite.
/// </summary>
public sealed class InMemoryBlobs : BlobServiceClient
{
    private readonly StoredAccount _account;
    private long _sequence;

    /// <summary>A new, empty account.</summary>
    /// <param name="time">Dates what is written; the system's clock by default.</param>
    public InMemoryBlobs(TimeProvider? time = null)
        : this(new StoredAccount(time ?? TimeProvider.System))
    {
    }

    private InMemoryBlobs(StoredAccount account) => _account = account;

    /// <summary>Called before an operation takes effect. What it throws, the caller gets, and nothing has happened.</summary>
    public Func<BlobOperation, ValueTask>? Before { get; set; }

    /// <summary>Called after an operation has taken effect. What it throws, the caller gets instead of the answer.</summary>
    public Func<BlobOperation, ValueTask>? After { get; set; }

    /// <summary>What this client has done.</summary>
    public BlobOperationCounts Operations { get; } = new();

    public override Uri Uri => StoredAccount.Uri;

    /// <summary>
    /// Another client of the same account with hooks and counters of its own: the one that a restarted process has, while a killed
    /// one's can be made to throw for ever.
    /// </summary>
    public InMemoryBlobs Reconnect() => new(_account);

    public override BlobContainerClient GetBlobContainerClient(string blobContainerName) =>
        new InMemoryContainer(this, _account.Container(blobContainerName));

    internal async Task<T> RunAsync<T>(
        BlobOperationKind kind, string container, string name, Func<T> effect, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var operation = new BlobOperation(kind, container, name, Interlocked.Increment(ref _sequence));
        Operations.Add(operation);
        if (Before is { } before)
        {
            await before(operation);
        }

        try
        {
            return effect();
        }
        finally
        {
            // Also after a refusal: its answer can be lost like any other.
            if (After is { } after)
            {
                await after(operation);
            }
        }
    }
}
