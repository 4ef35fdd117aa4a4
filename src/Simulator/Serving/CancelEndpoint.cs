using VideoPipeline.Simulator.Admin;
using VideoPipeline.Simulator.Books;
using VideoPipeline.Simulator.Faults;
using VideoPipeline.Simulator.Tasks;

namespace VideoPipeline.Simulator.Serving;

/// <summary>Cancels a task that has not begun to run.</summary>
internal sealed class CancelEndpoint(Bearer bearer, TaskStore tasks, Balances balances, Journal journal, Book book, TimeProvider time)
{
    public Task HandleAsync(HttpContext http, IDialect dialect, string taskId)
    {
        journal.Of(dialect.Name).Cancel();
        if (bearer.AccountOf(http.Request) is not { } account)
        {
            return Answers.RefuseAsync(http, dialect, Refusals.InvalidKey);
        }

        if (tasks.Find(dialect.Name, taskId) is not { } task || task.Origin.Account != account)
        {
            return Answers.RefuseAsync(http, dialect, Refusals.TaskNotFound);
        }

        if (task.FaultOf(FaultKind.CancelRefused) is not null)
        {
            return Answers.RefuseAsync(http, dialect, Refusals.CancelNotSupported);
        }

        var now = time.GetUtcNow();
        if (TaskLife.PhaseAt(task, now) != TaskPhase.Queued)
        {
            return Answers.RefuseAsync(http, dialect, Refusals.NotCancellable);
        }

        book.Write(new Entry { Cancelled = new CancelledEntry(task.Id, now) });
        task.Cancel(now);
        balances.Settle(task, 0m);
        var cancelled = new TaskView(TaskPhase.Cancelled, 0, now, new TaskFailure("task_cancelled", "The task was cancelled."));
        return Answers.WriteAsync(http, StatusCodes.Status200OK, dialect.Status(task, cancelled));
    }
}
