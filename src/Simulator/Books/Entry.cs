namespace VideoPipeline.Simulator.Books;

/// <summary>One line of the book: exactly one member is set.</summary>
internal sealed record Entry
{
    public ReceivedEntry? Received { get; init; }

    public OutcomeEntry? Refused { get; init; }

    public OutcomeEntry? Distorted { get; init; }

    public AcceptedEntry? Accepted { get; init; }

    public CancelledEntry? Cancelled { get; init; }

    public SettledEntry? Settled { get; init; }

    public SufferedEntry? Suffered { get; init; }

    /// <summary>A task whose callbacks have all been sent.</summary>
    public string? Told { get; init; }

    public BalanceEntry? Balance { get; init; }

    public RuleEntry? Rule { get; init; }

    /// <summary>A rule that has struck once more.</summary>
    public long? RuleStruck { get; init; }

    public long? RuleRemoved { get; init; }

    public bool? RulesCleared { get; init; }
}

/// <summary>A POST, when its body was read.</summary>
internal sealed record ReceivedEntry(long Number, string Dialect, DateTimeOffset At, string? TraceParent, string Body, string? Prompt);

/// <summary>What became of a POST: why it was refused, or the fault that struck it, in the words that asked for it.</summary>
internal sealed record OutcomeEntry(long Number, string Words);

/// <summary>A task; what was ordered is read again from the body.</summary>
internal sealed record AcceptedEntry(
    string Task,
    string Dialect,
    DateTimeOffset At,
    TimeSpan Queue,
    TimeSpan Generation,
    string Url,
    string Account,
    long Submission,
    string? TraceParent,
    string Body,
    IReadOnlyList<string> Faults);

internal sealed record CancelledEntry(string Task, DateTimeOffset At);

internal sealed record SettledEntry(string Task, decimal Billed);

internal sealed record SufferedEntry(string Task, string Fault);

internal sealed record BalanceEntry(string Dialect, decimal? Amount);

internal sealed record RuleEntry(long Id, string? Dialect, string? Match, string Fault, int? Count);
