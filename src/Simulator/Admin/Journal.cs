using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using VideoPipeline.Simulator.Books;
using VideoPipeline.Simulator.Faults;
using VideoPipeline.Simulator.Tasks;

namespace VideoPipeline.Simulator.Admin;

/// <summary>Everything that arrived, numbered in the order of arrival, and the counts.</summary>
internal sealed class Journal(IOptions<SimulatorOptions> options, Book book, TimeProvider time)
{
    private const int BodyLimit = 16 * 1024;

    private readonly ConcurrentQueue<Submission> submissions = new();
    private readonly ConcurrentDictionary<string, DialectCounts> counts = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Dialect, string Prompt), PromptCounts> prompts = new();
    // Only while the book is read; later nobody asks by number.
    private readonly Dictionary<long, Submission> restored = [];
    private long lastNumber;

    public IEnumerable<Submission> Submissions => submissions;

    public IEnumerable<KeyValuePair<(string Dialect, string Prompt), PromptCounts>> Prompts => prompts;

    public IEnumerable<KeyValuePair<string, DialectCounts>> Dialects => counts.OrderBy(pair => pair.Key, StringComparer.Ordinal);

    public DialectCounts Of(string dialect) => counts.GetOrAdd(dialect, _ => new DialectCounts());

    public Submission Receive(string dialect, string? traceParent)
    {
        var submission = new Submission(Interlocked.Increment(ref lastNumber), dialect, time.GetUtcNow(), traceParent);
        Keep(submission);
        return submission;
    }

    public void Read(Submission submission, string body, string? prompt)
    {
        book.Write(new Entry
        {
            Received = new ReceivedEntry(
                submission.Number, submission.Dialect, submission.ReceivedAt, submission.TraceParent, Cut(body), prompt),
        });
        Describe(submission, body, prompt);
    }

    /// <summary>A POST of an earlier life.</summary>
    public void Restore(ReceivedEntry post)
    {
        lastNumber = Math.Max(lastNumber, post.Number);
        var submission = new Submission(post.Number, post.Dialect, post.At, post.TraceParent) { Open = false };
        restored[post.Number] = submission;
        Keep(submission);
        Describe(submission, post.Body, post.Prompt);
    }

    /// <summary>What became of a POST of an earlier life.</summary>
    public void Restore(long number, Action<Submission> outcome)
    {
        if (restored.TryGetValue(number, out var submission))
        {
            outcome(submission);
        }
    }

    /// <summary>The book has been read.</summary>
    public void EndRestoring() => restored.Clear();

    private void Keep(Submission submission)
    {
        submissions.Enqueue(submission);
        while (submissions.Count > options.Value.MaxTasks && submissions.TryDequeue(out _))
        {
        }

        Of(submission.Dialect).Receive();
    }

    private static string Cut(string body) => body.Length > BodyLimit ? body[..BodyLimit] : body;

    private void Describe(Submission submission, string body, string? prompt)
    {
        submission.Body = Cut(body);
        submission.Prompt = prompt;
        if (prompt is not null)
        {
            prompts.GetOrAdd((submission.Dialect, prompt), _ => new PromptCounts()).Receive();
        }
    }

    public void Accept(Submission submission, VideoTask task, string body, bool record = true)
    {
        if (record)
        {
            var origin = task.Origin;
            book.Write(new Entry
            {
                Accepted = new AcceptedEntry(
                    task.Id, task.Dialect, origin.CreatedAt, origin.Queue, origin.Generation, origin.Url, origin.Account,
                    origin.Submission, origin.TraceParent, body, [.. task.Faults.Select(fault => fault.Source)]),
            });
        }

        submission.TaskId = task.Id;
        Of(submission.Dialect).Accept();
        prompts.GetOrAdd((submission.Dialect, submission.Prompt ?? ""), _ => new PromptCounts()).Accept();
    }

    public void Refuse(Submission submission, string reason, bool record = true)
    {
        if (record)
        {
            book.Write(new Entry { Refused = new OutcomeEntry(submission.Number, reason) });
        }

        submission.Refused = reason;
        Of(submission.Dialect).Refuse();
    }

    public void Distort(Submission submission, Fault fault, bool record = true)
    {
        if (record)
        {
            book.Write(new Entry { Distorted = new OutcomeEntry(submission.Number, fault.Source) });
        }

        submission.Fault = fault.Definition.Name;
        Of(submission.Dialect).Distort();
    }

    public void Clear()
    {
        submissions.Clear();
        counts.Clear();
        prompts.Clear();
    }
}
