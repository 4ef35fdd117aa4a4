using Spectre.Console;
using VideoPipeline.Cli.Shell;

namespace VideoPipeline.Cli.Videos;

/// <summary>Follows jobs on the terminal: a bar for each and one for all, or a line per change where bars cannot be drawn.</summary>
internal static class JobProgressView
{
    public static Task<IReadOnlyList<JobLook>> FollowAsync(
        Session session, IReadOnlyList<LabelledJob> jobs, TimeSpan interval, CancellationToken cancellationToken) =>
        session.Terminal.Live
            ? DrawAsync(session, jobs, interval, cancellationToken)
            : new JobFollower(session, interval).FollowAsync([.. jobs.Select(job => job.Id)], Lines(session, jobs), cancellationToken);

    private static async Task<IReadOnlyList<JobLook>> DrawAsync(
        Session session, IReadOnlyList<LabelledJob> jobs, TimeSpan interval, CancellationToken cancellationToken)
    {
        IReadOnlyList<JobLook> settled = [];
        var progress = session.Terminal.Out.Progress().AutoClear(false).HideCompleted(false).Columns(
            new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn());
        await progress.StartAsync(async context =>
        {
            var width = jobs.Max(job => job.Label.Length);
            var bars = jobs.ToDictionary(job => job.Id, job => context.AddTask(Description(job, "queued", width)));
            var all = jobs.Count > 1 ? context.AddTask("[bold]all[/]") : null;
            settled = await new JobFollower(session, interval).FollowAsync(
                [.. jobs.Select(job => job.Id)],
                look =>
                {
                    var bar = bars[look.Job.Id];
                    bar.Description = Description(jobs.First(job => job.Id == look.Job.Id), look.Job.Status, width);
                    bar.Value = JobProgress.PercentOf(look.Job);
                    all?.Value = bars.Values.Average(other => other.Value);
                },
                cancellationToken);
        });
        return settled;
    }

    private static string Description(LabelledJob job, string status, int width)
    {
        var color = StatusText.ColorOf(status).ToMarkup();
        return $"{Markup.Escape(job.Label.PadRight(width))} [{color}]{Markup.Escape(status),-10}[/]";
    }

    private static Action<JobLook> Lines(Session session, IReadOnlyList<LabelledJob> jobs)
    {
        var started = session.Time.GetUtcNow();
        var labels = jobs.DistinctBy(job => job.Id).ToDictionary(job => job.Id, job => job.Label);
        var statuses = new Dictionary<string, string>();
        return look =>
        {
            var job = look.Job;
            if (statuses.GetValueOrDefault(job.Id) == job.Status)
            {
                return;
            }

            statuses[job.Id] = job.Status;
            var seconds = (session.Time.GetUtcNow() - started).TotalSeconds;
            var done = statuses.Values.Count(status => new Job("", status).Settled);
            session.Terminal.Line($"{seconds,6:0.0}s  {labels[job.Id]}  {job.Status}{Provider(job)}  [{done}/{labels.Count}]");
        };
    }

    private static string Provider(Job job) => job.Provider is null ? "" : $" ({job.Provider})";
}

internal sealed record LabelledJob(string Label, string Id);
