using VideoPipeline.Simulator.Faults;

namespace VideoPipeline.Simulator.Tasks;

/// <summary>One accepted submission; what changes with time is computed from the clock by <see cref="TaskLife"/>.</summary>
internal sealed class VideoTask(string id, string dialect, VideoOrder order, IReadOnlyList<Fault> faults, TaskOrigin origin)
{
    private readonly Lock gate = new();
    private readonly Dictionary<Fault, int> turns = [];
    private int polls;
    private int downloads;

    public string Id { get; } = id;

    public string Dialect { get; } = dialect;

    public VideoOrder Order { get; } = order;

    public IReadOnlyList<Fault> Faults { get; private set; } = faults;

    public TaskOrigin Origin { get; } = origin;

    public DateTimeOffset CreatedAt => Origin.CreatedAt;

    public DateTimeOffset? CancelledAt { get; private set; }

    /// <summary>Whether a status call has been told of the success.</summary>
    public bool HasShownSuccess { get; set; }

    public int Polls => Volatile.Read(ref polls);

    public int Downloads => Volatile.Read(ref downloads);

    public void CountPoll() => Interlocked.Increment(ref polls);

    public void CountDownload() => Interlocked.Increment(ref downloads);

    public Fault? FaultOf(FaultKind kind) => Faults.FirstOrDefault(fault => fault.Kind == kind);

    /// <summary>Says whether the task has the fault and it still has a turn left; each call takes one.</summary>
    public bool TakesTurn(FaultKind kind, out Fault fault)
    {
        fault = FaultOf(kind)!;
        if (fault is null)
        {
            return false;
        }

        lock (gate)
        {
            var taken = turns.GetValueOrDefault(fault);
            turns[fault] = taken + 1;
            return fault.Times == 0 || taken < fault.Times;
        }
    }

    /// <summary>Gives the task one more fault, from now on.</summary>
    public void Suffer(Fault fault)
    {
        lock (gate)
        {
            Faults = [.. Faults, fault];
        }
    }

    /// <summary>Cancels at a moment; the first cancel stands.</summary>
    public void Cancel(DateTimeOffset now)
    {
        lock (gate)
        {
            CancelledAt ??= now;
        }
    }
}

/// <summary>Where a task came from, and its schedule.</summary>
/// <param name="Url">The origin for its result URLs, without a slash at the end.</param>
/// <param name="Submission">Number of the POST that made it.</param>
internal sealed record TaskOrigin(
    DateTimeOffset CreatedAt,
    TimeSpan Queue,
    TimeSpan Generation,
    string Url,
    string Account,
    long Submission,
    string? TraceParent);
