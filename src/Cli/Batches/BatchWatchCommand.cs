using System.CommandLine;
using System.Text.Json;
using Spectre.Console;
using VideoPipeline.Cli.Shell;

namespace VideoPipeline.Cli.Batches;

internal static class BatchWatchCommand
{
    public static readonly TimeSpan DefaultInterval = TimeSpan.FromSeconds(1);

    public static Command Create(CommandSetup setup)
    {
        var id = new Argument<string>("ID") { Description = "The batch" };
        return setup.Command(
            "watch",
            "Follow a batch until all is done; exit code 1 unless every item succeeded",
            (session, parse, cancellationToken) =>
                RunAsync(session, parse.GetRequiredValue(id), DefaultInterval, cancellationToken),
            id);
    }

    public static async Task<ExitCode> RunAsync(Session session, string id, TimeSpan interval, CancellationToken cancellationToken)
    {
        var follower = new BatchFollower(session, interval);
        var last = session.Terminal.Live
            ? await DrawAsync(session.Terminal, follower, id, cancellationToken)
            : await follower.FollowAsync(id, Lines(session), cancellationToken);
        session.Terminal.Document(last);
        return Batch.Read(last).Succeeded ? ExitCode.Ok : ExitCode.NotSucceeded;
    }

    private static async Task<JsonElement> DrawAsync(
        Terminal terminal, BatchFollower follower, string id, CancellationToken cancellationToken)
    {
        JsonElement last = default;
        await terminal.Out.Live(new Text("…")).StartAsync(async context =>
            last = await follower.FollowAsync(id, view => context.UpdateTarget(view.Draw()), cancellationToken));
        return last;
    }

    private static Action<BatchView> Lines(Session session)
    {
        var shown = "";
        return view =>
        {
            var state = $"{view.Batch.Status} {string.Join(' ', view.Batch.Counts?.All.Select(count => count.Count) ?? [])}";
            if (state != shown)
            {
                shown = state;
                session.Terminal.Line(view.Line);
            }

            if (view.Batch.Settled)
            {
                session.Terminal.Line($"{view.Batch.Id}  {view.Batch.Status}");
                foreach (var failure in view.Failures)
                {
                    session.Terminal.Line($"  {BatchView.FailureText(failure)}");
                }
            }
        };
    }
}
