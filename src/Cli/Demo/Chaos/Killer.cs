using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using VideoPipeline.Cli.Shell;
using VideoPipeline.Cli.Up;

namespace VideoPipeline.Cli.Demo.Chaos;

/// <summary>Kills host and worker, equally often and in random order, waits each time until the app answers again, and measures that.</summary>
internal sealed class Killer(LocalStack stack, Session session, ResellerBooks books, Random random)
{
    private static readonly TimeSpan LongestCalm = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan LongestRecovery = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestProbe = TimeSpan.FromSeconds(2);

    public async Task<IReadOnlyList<Kill>> RunAsync(int count, CancellationToken cancellationToken)
    {
        var victims = Enumerable.Range(0, count).Select(number => number % 2 == 0 ? "host" : "worker").ToArray();
        random.Shuffle(victims);
        var kills = new List<Kill>();
        foreach (var victim in victims)
        {
            if (kills.Count == 0)
            {
                // The worst moment of all: the reseller has taken the job, and the answer is not here yet.
                await books.UntilPostIsOpenAsync(session.Time, cancellationToken);
            }
            else
            {
                await Task.Delay(LongestCalm * random.NextDouble(), session.Time, cancellationToken);
            }

            kills.Add(await KillAsync(victim, cancellationToken));
        }

        return kills;
    }

    private async Task<Kill> KillAsync(string victim, CancellationToken cancellationToken)
    {
        var worker = WorkerId();
        var open = await books.OpenPostsAsync(cancellationToken);
        var started = session.Time.GetTimestamp();
        Kill(victim == "host" ? stack.App.Child.Id : worker);
        await RecoveredAsync(worker, cancellationToken);
        var kill = new Kill(victim, open, session.Time.GetElapsedTime(started));
        session.Terminal.Line(string.Create(
            CultureInfo.InvariantCulture,
            $"kill -9 {victim}{(open > 0 ? $" while {open} POST{(open > 1 ? "s were" : " was")} open" : "")}: the app answers again after {kill.Recovery.TotalSeconds:0.0} s"));
        return kill;
    }

    // The host's log tells its worker in a file, so that a later host can end one that is left.
    private int WorkerId() =>
        int.Parse(File.ReadAllText(Path.Combine(stack.AppDirectory, "worker.pid")).Split(' ')[0], CultureInfo.InvariantCulture);

    private static void Kill(int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            process.Kill();
        }
        catch (Exception fault) when (fault is ArgumentException or InvalidOperationException or Win32Exception)
        {
            throw new CommandFailedException($"Process {processId} cannot be killed: {fault.Message}");
        }
    }

    // With the host, its worker goes: either way there is another one afterwards.
    private async Task RecoveredAsync(int deadWorker, CancellationToken cancellationToken)
    {
        var deadline = session.Time.GetUtcNow() + LongestRecovery;
        while (WorkerId() == deadWorker || !await AnswersAsync(cancellationToken))
        {
            if (session.Time.GetUtcNow() > deadline)
            {
                throw new CommandFailedException($"The app does not answer {LongestRecovery.TotalSeconds:0} s after a kill; see {stack.LogDirectory}.");
            }

            await Task.Delay(TimeSpan.FromSeconds(0.05), session.Time, cancellationToken);
        }
    }

    private async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        using var probe = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        probe.CancelAfter(LongestProbe);
        try
        {
            using var answer = await session.Web.GetAsync(new Uri(stack.Ports.AppUrl, "api/health"), probe.Token);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception fault) when (fault is HttpRequestException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}

/// <param name="OpenPosts">POSTs that a reseller had not answered at that moment.</param>
internal sealed record Kill(string Victim, int OpenPosts, TimeSpan Recovery);
