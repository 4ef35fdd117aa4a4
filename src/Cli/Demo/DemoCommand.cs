using System.CommandLine;
using VideoPipeline.Cli.Shell;
using VideoPipeline.Cli.Up;

namespace VideoPipeline.Cli.Demo;

internal static class DemoCommand
{
    public static Command Create(CommandSetup setup)
    {
        var keep = new Option<bool>("--keep") { Description = "Leave everything running afterwards, until Ctrl-C" };
        var catalog = new Option<string?>("--catalog") { Description = "Another catalogue than samples/catalog.csv", HelpName = "FILE.csv" };
        var provider = new Option<string?>("--provider") { Description = "Send every item to this provider" };
        var seconds = new Option<double>("--generation-seconds")
        {
            Description = "How long the simulator takes for a video",
            DefaultValueFactory = _ => 8,
        };
        return setup.Command(
            "demo",
            "From nothing to stored videos and a bill: starts everything, generates a catalogue, checks every video and amount",
            (session, parse, cancellationToken) => RunAsync(
                session,
                parse.GetValue(catalog) is { } file ? session.Surroundings.PathOf(file) : Path.Combine(AppContext.BaseDirectory, "samples", "catalog.csv"),
                parse.GetValue(provider),
                parse.GetValue(seconds),
                parse.GetValue(keep),
                cancellationToken),
            keep, catalog, provider, seconds);
    }

    private static async Task<ExitCode> RunAsync(
        Session session, string catalog, string? provider, double seconds, bool keep, CancellationToken cancellationToken)
    {
        var started = session.Time.GetUtcNow();
        var items = Catalog.Read(catalog);
        foreach (var item in items.Where(_ => provider is not null))
        {
            item.Request["provider"] = provider;
        }

        var root = session.Surroundings.PathOf(Path.Combine(".local", "demo"));
        var options = new LocalStackOptions(DemoDirectory.Create(root, session.Time.GetUtcNow()), seconds, UsualPorts: false);
        await using var stack = await LocalStack.StartAsync(options, session, session.Terminal.Remark, cancellationToken);

        using var local = session.At(stack.Ports.AppUrl);
        var results = await stack.WhileUpAsync(token => new DemoRun(local).GenerateAsync(items, token), cancellationToken);
        var file = Path.Combine(root, "results.csv");
        ResultsCsv.Write(file, results);
        var good = DemoReport.Write(results, file, session.Time.GetUtcNow() - started, session.Terminal);
        if (keep)
        {
            UpCommand.Announce(stack, session.Terminal);
            await UpCommand.UntilInterruptedAsync(stack, session.Terminal, cancellationToken);
        }

        return good ? ExitCode.Ok : ExitCode.NotSucceeded;
    }
}
