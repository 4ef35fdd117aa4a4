namespace VideoPipeline.LocalHost.ServiceBus.Broker;

/// <summary>
/// One sequence of messages: a queue, a subscription, the dead-letter queue of either, or the scheduled messages of a topic.
/// </summary>
internal sealed class MessageQueue(string path, long id, long lastSequenceNumber, ReceiveOptions options, MessageQueue? deadLetterQueue)
{
    public const string DeadLetterSuffix = "/$DeadLetterQueue";

    private static readonly Comparer<Entry> BySequence = Comparer<Entry>.Create(
        static (a, b) => a.SequenceNumber.CompareTo(b.SequenceNumber));

    private readonly SortedSet<Entry> entries = new(BySequence);
    private readonly SortedSet<Entry> ready = new(BySequence);
    private readonly Dictionary<Guid, Entry> locked = [];

    public string Path { get; } = path;
    public long Id { get; } = id;
    public ReceiveOptions Options { get; } = options;
    public MessageQueue? DeadLetterQueue { get; } = deadLetterQueue;
    public bool IsDeadLetterQueue => DeadLetterQueue is null;

    /// <summary>Of a dead-letter queue the entity whose dead letters these are.</summary>
    public string? Source { get; } = path.EndsWith(DeadLetterSuffix, StringComparison.OrdinalIgnoreCase)
        ? path[..^DeadLetterSuffix.Length]
        : null;

    public long LastSequenceNumber { get; private set; } = lastSequenceNumber;

    /// <summary>Receivers waiting for a message, first come first served.</summary>
    public LinkedList<Waiter> Waiters { get; } = [];

    public bool HasReady => ready.Count > 0;
    public IEnumerable<Entry> Entries => entries;

    public long NextSequenceNumber() => ++LastSequenceNumber;

    public void Add(Entry entry)
    {
        entries.Add(entry);
        Index(entry);
    }

    public void Remove(Entry entry)
    {
        entries.Remove(entry);
        Unindex(entry);
    }

    /// <summary>Changes an entry and keeps the indexes in step with it.</summary>
    public void Change(Entry entry, Action<Entry> change)
    {
        Unindex(entry);
        change(entry);
        Index(entry);
    }

    public Entry? FirstReady() => ready.Min;

    public Entry? FindLocked(Guid lockToken) => locked.GetValueOrDefault(lockToken);

    public Entry? Find(long sequenceNumber) =>
        entries.TryGetValue(new Entry(0, this, sequenceNumber), out var entry) ? entry : null;

    public IEnumerable<Entry> From(long sequenceNumber) =>
        entries.Count == 0 || entries.Max!.SequenceNumber < sequenceNumber
            ? []
            : entries.GetViewBetween(new Entry(0, this, sequenceNumber), entries.Max);

    private void Index(Entry entry)
    {
        if (entry.IsLocked)
        {
            locked[entry.LockToken] = entry;
        }
        else if (entry.IsReady)
        {
            ready.Add(entry);
        }
    }

    private void Unindex(Entry entry)
    {
        locked.Remove(entry.LockToken);
        ready.Remove(entry);
    }
}
