namespace VideoPipeline.Simulator.Admin;

/// <summary>One POST that asked for a video, whatever came of it.</summary>
internal sealed class Submission(long number, string dialect, DateTimeOffset receivedAt, string? traceParent)
{
    public long Number { get; } = number;

    public string Dialect { get; } = dialect;

    public DateTimeOffset ReceivedAt { get; } = receivedAt;

    public string? TraceParent { get; } = traceParent;

    public string? Prompt { get; set; }

    /// <summary>The body as received, cut at 16 KB.</summary>
    public string? Body { get; set; }

    /// <summary>No answer has been given yet.</summary>
    public bool Open { get; set; } = true;

    public bool Accepted => TaskId is not null;

    /// <summary>The task it made; also when the answer did not say so.</summary>
    public string? TaskId { get; set; }

    /// <summary>Why it was refused, or empty.</summary>
    public string? Refused { get; set; }

    /// <summary>The fault that changed the answer, or empty.</summary>
    public string? Fault { get; set; }
}
