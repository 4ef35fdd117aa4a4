using System.Text.Json.Nodes;
using VideoPipeline.Cli.Api;
using VideoPipeline.Cli.Shell;
using VideoPipeline.Cli.Up;
using VideoPipeline.Cli.Videos;

namespace VideoPipeline.Cli.Demo.Chaos;

/// <summary>Does for ambiguous jobs what a person would: looks for the task at the reseller, and tells the app of it by <c>/resolve</c>.</summary>
internal sealed class Operator(Session session, ResellerBooks books)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    public async Task<IReadOnlyList<OperatorAnswer>> ResolveAsync(
        IReadOnlyList<Job> ambiguous, IReadOnlyList<DemoSubmission> submissions, CancellationToken cancellationToken)
    {
        var tasks = await books.TasksAsync(cancellationToken);
        var known = await KnownTasksAsync(submissions, cancellationToken);
        var answers = new List<OperatorAnswer>();
        foreach (var job in ambiguous)
        {
            var item = submissions.First(submission => submission.Job.Id == job.Id).Item;
            var prompt = ResellerBooks.PromptOf(item);
            // No task: the reseller never heard of it, and it may be sent again.
            var task = tasks.FirstOrDefault(task => task.Provider == job.Provider && task.Prompt == prompt && known.Add(task.Id))?.Id;
            await AnswerAsync(job.Id, task is null ? new JsonObject { ["action"] = "resubmit" } : new JsonObject { ["task_id"] = task }, cancellationToken);
            await UntilHeardAsync(job.Id, cancellationToken);
            session.Terminal.Line(task is null
                ? $"{item.Name} was ambiguous, and {job.Provider} has no task of it: sent again by /resolve"
                : $"{item.Name} was ambiguous, and {job.Provider} has its task {task}: adopted by /resolve");
            answers.Add(new OperatorAnswer(item.Name, job.Id, task));
        }

        return answers;
    }

    // Two items may have the same prompt: a task that a job has already is not another job's.
    private async Task<HashSet<string>> KnownTasksAsync(IReadOnlyList<DemoSubmission> submissions, CancellationToken cancellationToken)
    {
        var known = new HashSet<string>();
        foreach (var submission in submissions)
        {
            if (Job.Read(await session.Host.GetVideoAsync(submission.Job.Id, cancellationToken)).ProviderTaskId is { } task)
            {
                known.Add(task);
            }
        }

        return known;
    }

    private async Task AnswerAsync(string id, JsonObject answer, CancellationToken cancellationToken)
    {
        for (var deadline = session.Time.GetUtcNow() + Longest; ; await Task.Delay(Pause, session.Time, cancellationToken))
        {
            try
            {
                await session.Host.ResolveVideoAsync(id, answer, StackSettings.OperatorKey, cancellationToken);
                return;
            }
            catch (HostRefusedException refusal) when (MayPass(refusal.Problem) && session.Time.GetUtcNow() < deadline)
            {
                // Asked again after the pause.
            }
            catch (HostRefusedException refusal) when (refusal.Problem.Code is "already_resolved")
            {
                return;
            }
        }
    }

    private static bool MayPass(Problem problem) => problem.Code is "submission_in_flight" or "provider_unreachable";

    private async Task UntilHeardAsync(string id, CancellationToken cancellationToken)
    {
        var deadline = session.Time.GetUtcNow() + Longest;
        while (Job.Read(await session.Host.GetVideoAsync(id, cancellationToken)).Status is "ambiguous" && session.Time.GetUtcNow() < deadline)
        {
            await Task.Delay(Pause, session.Time, cancellationToken);
        }
    }
}

/// <param name="Task">The reseller's task that was adopted; null when it had none and the job was sent again.</param>
internal sealed record OperatorAnswer(string Item, string Job, string? Task);
