using System.CommandLine;
using VideoPipeline.Cli.Shell;

namespace VideoPipeline.Cli.Videos;

internal static class WatchCommand
{
    public static readonly TimeSpan DefaultInterval = TimeSpan.FromSeconds(1);

    public static Command Create(CommandSetup setup)
    {
        var ids = new Argument<string[]>("ID") { Description = "The jobs", Arity = ArgumentArity.OneOrMore };
        var interval = new Option<double>("--interval")
        {
            Description = "Seconds between looks",
            HelpName = "SECONDS",
            DefaultValueFactory = _ => DefaultInterval.TotalSeconds,
        };
        interval.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() is not (> 0 and <= 3600))
            {
                result.AddError("--interval is more than 0 and at most 3600 seconds.");
            }
        });
        return setup.Command(
            "watch",
            "Follow jobs until all are settled; with --json one line per job when it is. Exit code 1 unless all succeeded",
            (session, parse, cancellationToken) => RunAsync(
                session, parse.GetRequiredValue(ids), TimeSpan.FromSeconds(parse.GetValue(interval)), cancellationToken),
            ids, interval);
    }

    public static async Task<ExitCode> RunAsync(
        Session session, IReadOnlyList<string> ids, TimeSpan interval, CancellationToken cancellationToken)
    {
        var terminal = session.Terminal;
        var jobs = ids.Distinct().Select(id => new LabelledJob(id, id)).ToList();
        var settled = await JobProgressView.FollowAsync(session, jobs, interval, cancellationToken);
        foreach (var look in settled)
        {
            terminal.Document(look.Json);
            Report(look.Job, terminal);
        }

        return settled.All(look => look.Job.Succeeded) ? ExitCode.Ok : ExitCode.NotSucceeded;
    }

    private static void Report(Job job, Terminal terminal)
    {
        terminal.Line("[bold]{0}[/]  {1}  {2}  {3}", job.Id, job.Status, Money.Usd(job.Usage), job.Output?.Video?.Blob ?? "");
        if (job.Error is { } error)
        {
            terminal.Line("  {0}", error.Text);
        }

        if (job.Status is "ambiguous")
        {
            terminal.Line("  Nobody knows whether {0} accepted it. Answer with: {2} resolve {1} --task-id … | --resubmit | --abandon", job.Provider ?? "the provider", job.Id, terminal.Self);
        }
    }
}
