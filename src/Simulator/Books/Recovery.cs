using System.Text.Json;
using VideoPipeline.Simulator.Admin;
using VideoPipeline.Simulator.Callbacks;
using VideoPipeline.Simulator.Faults;
using VideoPipeline.Simulator.Serving;
using VideoPipeline.Simulator.Tasks;

namespace VideoPipeline.Simulator.Books;

/// <summary>Takes up, at the start, what the book says of earlier lives.</summary>
internal sealed partial class Recovery(
    Book book,
    TaskStore tasks,
    Journal journal,
    FaultBook faults,
    Balances balances,
    CallbackSender callbacks,
    IEnumerable<IDialect> dialects,
    ILogger<Recovery> logger)
{
    private readonly Dictionary<string, IDialect> dialects = dialects.ToDictionary(dialect => dialect.Name);

    public void Run()
    {
        var entries = book.ReadAll();
        if (entries.Count == 0)
        {
            return;
        }

        var untold = new Dictionary<string, VideoTask>(StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            Apply(entry, untold);
        }

        journal.EndRestoring();
        LogRecovered(tasks.All.Count(), untold.Count);
        foreach (var task in untold.Values)
        {
            callbacks.Follow(task);
        }
    }

    private void Apply(Entry entry, Dictionary<string, VideoTask> untold)
    {
        switch (entry)
        {
            case { Received: { } post }:
                journal.Restore(post);
                break;
            case { Refused: { } refused }:
                journal.Restore(refused.Number, submission => journal.Refuse(submission, refused.Words, record: false));
                break;
            case { Distorted: { } distorted }:
                journal.Restore(distorted.Number, submission => Distort(submission, distorted.Words));
                break;
            case { Accepted: { } accepted }:
                Accept(accepted, untold);
                break;
            case { Cancelled: { } cancelled }:
                tasks.Find(cancelled.Task)?.Cancel(cancelled.At);
                break;
            case { Settled: { } settled } when tasks.Find(settled.Task) is { } task:
                balances.Settle(task, settled.Billed, record: false);
                break;
            case { Suffered: { } suffered } when FaultParser.Parse(suffered.Fault, out _) is { } fault:
                tasks.Find(suffered.Task)?.Suffer(fault);
                break;
            case { Told: { } told }:
                untold.Remove(told);
                break;
            case { Balance: { } balance }:
                balances.Set(balance.Dialect, balance.Amount, record: false);
                break;
            default:
                faults.Restore(entry);
                break;
        }
    }

    private void Distort(Submission submission, string words)
    {
        if (FaultParser.Parse(words, out _) is { } fault)
        {
            faults.TakesTurn(submission.Dialect, submission.Prompt ?? "", fault);
            journal.Distort(submission, fault, record: false);
        }
    }

    private void Accept(AcceptedEntry entry, Dictionary<string, VideoTask> untold)
    {
        using var body = JsonDocument.Parse(entry.Body);
        if (!dialects.TryGetValue(entry.Dialect, out var dialect) || dialect.Read(body.RootElement).Order is not { } order)
        {
            LogNotTakenUp(entry.Task, entry.Dialect);
            return;
        }

        var origin = new TaskOrigin(
            entry.At, entry.Queue, entry.Generation, entry.Url, entry.Account, entry.Submission, entry.TraceParent);
        IReadOnlyList<Fault> asked = [.. entry.Faults.Select(words => FaultParser.Parse(words, out _)).OfType<Fault>()];
        var task = new VideoTask(entry.Task, entry.Dialect, order, asked, origin);
        balances.TryReserve(task);
        tasks.TryEnter(task);
        tasks.Add(task);
        journal.Restore(entry.Submission, submission => journal.Accept(submission, task, entry.Body, record: false));
        untold[task.Id] = task;
    }

    [LoggerMessage(6010, LogLevel.Information, "Went on from earlier: {Tasks} tasks, {Open} of them with callbacks still to come")]
    private partial void LogRecovered(int tasks, int open);

    [LoggerMessage(6011, LogLevel.Warning, "Task {TaskId} of {Dialect} is not taken up: under the settings of today its request would be refused")]
    private partial void LogNotTakenUp(string taskId, string dialect);
}
