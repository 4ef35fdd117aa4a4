using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

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

    public bool Accepted => TaskId is not null;

    /// <summary>The task it made; also when the answer did not say so.</summary>
    public string? TaskId { get; set; }

    /// <summary>Why it was refused, or empty.</summary>
    public string? Refused { get; set; }

    /// <summary>The fault that changed the answer, or empty.</summary>
    public string? Fault { get; set; }
}

/// <summary>Counts of one dialect.</summary>
internal sealed class DialectCounts
{
    private long received;
    private long accepted;
    private long refused;
    private long faulted;
    private long polls;
    private long cancels;
    private long downloads;
    private long downloadsWithKey;
    private long callbacksSent;
    private long callbacksDelivered;

    public long Received => Volatile.Read(ref received);

    public long Accepted => Volatile.Read(ref accepted);

    public long Refused => Volatile.Read(ref refused);

    public long Faulted => Volatile.Read(ref faulted);

    public long Polls => Volatile.Read(ref polls);

    public long Cancels => Volatile.Read(ref cancels);

    public long Downloads => Volatile.Read(ref downloads);

    /// <summary>Downloads that carried an Authorization header, which nobody should send there.</summary>
    public long DownloadsWithKey => Volatile.Read(ref downloadsWithKey);

    public long CallbacksSent => Volatile.Read(ref callbacksSent);

    public long CallbacksDelivered => Volatile.Read(ref callbacksDelivered);

    public void Receive() => Interlocked.Increment(ref received);

    public void Accept() => Interlocked.Increment(ref accepted);

    public void Refuse() => Interlocked.Increment(ref refused);

    public void Distort() => Interlocked.Increment(ref faulted);

    public void Poll() => Interlocked.Increment(ref polls);

    public void Cancel() => Interlocked.Increment(ref cancels);

    public void Download(bool withKey)
    {
        Interlocked.Increment(ref downloads);
        if (withKey)
        {
            Interlocked.Increment(ref downloadsWithKey);
        }
    }

    public void SendCallback() => Interlocked.Increment(ref callbacksSent);

    public void DeliverCallback() => Interlocked.Increment(ref callbacksDelivered);
}

/// <summary>Everything that arrived, numbered in the order of arrival, and the counts.</summary>
internal sealed class Journal(IOptions<SimulatorOptions> options, TimeProvider time)
{
    private const int BodyLimit = 16 * 1024;

    private readonly ConcurrentQueue<Submission> submissions = new();
    private readonly ConcurrentDictionary<string, DialectCounts> counts = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Dialect, string Prompt), PromptCounts> prompts = new();
    private long lastNumber;

    public IEnumerable<Submission> Submissions => submissions;

    public IEnumerable<KeyValuePair<(string Dialect, string Prompt), PromptCounts>> Prompts => prompts;

    public IEnumerable<KeyValuePair<string, DialectCounts>> Dialects => counts.OrderBy(pair => pair.Key, StringComparer.Ordinal);

    public DialectCounts Of(string dialect) => counts.GetOrAdd(dialect, _ => new DialectCounts());

    public Submission Receive(string dialect, string? traceParent)
    {
        var submission = new Submission(Interlocked.Increment(ref lastNumber), dialect, time.GetUtcNow(), traceParent);
        submissions.Enqueue(submission);
        while (submissions.Count > options.Value.MaxTasks && submissions.TryDequeue(out _))
        {
        }

        Of(dialect).Receive();
        return submission;
    }

    public void Read(Submission submission, string body, string? prompt)
    {
        submission.Body = body.Length > BodyLimit ? body[..BodyLimit] : body;
        submission.Prompt = prompt;
        if (prompt is not null)
        {
            prompts.GetOrAdd((submission.Dialect, prompt), _ => new PromptCounts()).Receive();
        }
    }

    public void Accept(Submission submission, string taskId)
    {
        submission.TaskId = taskId;
        Of(submission.Dialect).Accept();
        prompts.GetOrAdd((submission.Dialect, submission.Prompt ?? ""), _ => new PromptCounts()).Accept();
    }

    public void Refuse(Submission submission, string reason)
    {
        submission.Refused = reason;
        Of(submission.Dialect).Refuse();
    }

    public void Distort(Submission submission, string fault)
    {
        submission.Fault = fault;
        Of(submission.Dialect).Distort();
    }

    public void Clear()
    {
        submissions.Clear();
        counts.Clear();
        prompts.Clear();
    }
}

/// <summary>POSTs with one prompt: how many arrived, and how many made a task.</summary>
internal sealed class PromptCounts
{
    private int received;
    private int accepted;

    public int Received => Volatile.Read(ref received);

    public int Accepted => Volatile.Read(ref accepted);

    public void Receive() => Interlocked.Increment(ref received);

    public void Accept() => Interlocked.Increment(ref accepted);
}
