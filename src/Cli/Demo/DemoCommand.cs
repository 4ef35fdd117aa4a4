using System.CommandLine;
using VideoPipeline.Cli.Demo.Chaos;
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
        var chaos = new Option<bool>("--chaos") { Description = "Kill host and worker meanwhile (kill -9), and hold the bill to the resellers' books" };
        var seed = new Option<int?>("--seed") { Description = "With --chaos: repeats a run's moments and victims (default: any)", HelpName = "N" };
        var output = new Option<string>("--out")
        {
            Description = "Where the videos, their covers and the bill are left",
            HelpName = "DIR",
            DefaultValueFactory = _ => "demo-output",
        };
        var command = setup.Command(
            "demo",
            "From nothing to stored videos and a bill: starts everything, generates a catalogue, checks every video and amount",
            (session, parse, cancellationToken) => RunAsync(
                session,
                parse.GetValue(catalog) is { } file ? session.Surroundings.PathOf(file) : Path.Combine(AppContext.BaseDirectory, "samples", "catalog.csv"),
                parse.GetValue(provider),
                parse.GetValue(seconds),
                parse.GetValue(keep),
                new DemoOutput(session.Surroundings.PathOf(parse.GetRequiredValue(output))),
                parse.GetValue(chaos) ? parse.GetValue(seed) ?? Random.Shared.Next(1_000_000) : null,
                cancellationToken),
            keep, catalog, provider, seconds, output, chaos, seed);
        command.Validators.Add(result =>
        {
            if (result.GetResult(seed) is { Implicit: false } && !result.GetValue(chaos))
            {
                result.AddError("--seed is for --chaos.");
            }
        });
        return command;
    }

    private static async Task<ExitCode> RunAsync(
        Session session, string catalog, string? provider, double seconds, bool keep, DemoOutput output, int? chaosSeed, CancellationToken cancellationToken)
    {
        var started = session.Time.GetUtcNow();
        var items = Catalog.Read(catalog);
        foreach (var item in items.Where(_ => provider is not null))
        {
            item.Request["provider"] = provider;
        }

        var root = session.Surroundings.PathOf(Path.Combine(".local", "demo"));
        var options = new LocalStackOptions(
            DemoDirectory.Create(root, session.Time.GetUtcNow()),
            seconds,
            UsualPorts: false,
            AppSettings: chaosSeed is null ? null : ChaosRun.AppSettings);
        await using var stack = await LocalStack.StartAsync(options, session, session.Terminal.Remark, cancellationToken);

        // Every end is told to somebody who checks the signature.
        foreach (var item in items)
        {
            item.Request.TryAdd("webhook_url", new Uri(stack.Ports.SimulatorUrl, "webhooks").ToString());
        }

        var (results, chaos) = await stack.WhileUpAsync(token => GenerateAsync(stack, session, items, output, chaosSeed, token), cancellationToken);
        Directory.CreateDirectory(output.Directory);
        ResultsCsv.Write(output.Bill, results);
        var good = DemoReport.Write(results, output, session.Time.GetUtcNow() - started, session.Terminal, chaos);
        await new DemoWebhooks(session, stack.Ports.SimulatorUrl).TellAsync(results, cancellationToken);
        if (keep)
        {
            UpCommand.Announce(stack, session.Terminal);
            await UpCommand.UntilInterruptedAsync(stack, session.Terminal, cancellationToken);
        }

        return good ? ExitCode.Ok : ExitCode.NotSucceeded;
    }

    private static async Task<(IReadOnlyList<DemoResult> Results, ChaosOutcome? Chaos)> GenerateAsync(
        LocalStack stack, Session session, IReadOnlyList<CatalogItem> items, DemoOutput output, int? chaosSeed, CancellationToken cancellationToken)
    {
        if (chaosSeed is { } seed)
        {
            return await new ChaosRun(stack, session, seed, output).RunAsync(items, cancellationToken);
        }

        using var local = session.At(stack.Ports.AppUrl);
        return (await new DemoRun(local, output).GenerateAsync(items, cancellationToken), null);
    }
}
