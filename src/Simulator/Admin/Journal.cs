using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace VideoPipeline.Simulator.Admin;

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
