using System.CommandLine;
using System.Text.Json.Nodes;
using VideoPipeline.Cli.Host;
using VideoPipeline.Cli.Shell;

namespace VideoPipeline.Cli.Up;

internal static class UpCommand
{
    public static Command Create(CommandSetup setup)
    {
        var port = new Option<int?>("--port") { Description = $"Port of the app (default: {LocalPorts.UsualApp}, or a free one)" };
        var simulatorPort = new Option<int?>("--simulator-port") { Description = $"Port of the simulator (default: {LocalPorts.UsualSimulator}, or a free one)" };
        var serviceBusPort = new Option<int?>("--service-bus-port") { Description = $"Port of the Service Bus broker (default: {LocalPorts.UsualServiceBus}, or a free one)" };
        var seconds = new Option<double>("--generation-seconds")
        {
            Description = "How long the simulator takes for a video",
            DefaultValueFactory = _ => 10,
        };
        var data = new Option<string>("--data")
        {
            Description = "Directory of all state and logs; kept, so that the next `up` goes on from there",
            HelpName = "DIR",
            DefaultValueFactory = _ => Path.Combine(".local", "up"),
        };
        return setup.Command(
            "up",
            "Run everything on this machine until Ctrl-C: Azurite, the simulated resellers and the app with its Service Bus",
            (session, parse, cancellationToken) => RunAsync(
                session,
                new LocalStackOptions(
                    session.Surroundings.PathOf(parse.GetRequiredValue(data)),
                    parse.GetValue(seconds),
                    parse.GetValue(port),
                    parse.GetValue(simulatorPort),
                    parse.GetValue(serviceBusPort)),
                cancellationToken),
            port, simulatorPort, serviceBusPort, seconds, data);
    }

    private static async Task<ExitCode> RunAsync(Session session, LocalStackOptions options, CancellationToken cancellationToken)
    {
        await using var stack = await LocalStack.StartAsync(options, session, session.Terminal.Remark, cancellationToken);
        using var remembered = RunningStack.Remember(session.Surroundings.CurrentDirectory, stack.Ports.AppUrl, stack.Ports.ServiceBusConnection);
        Announce(stack, session.Terminal);
        await UntilInterruptedAsync(stack, session.Terminal, cancellationToken);
        return ExitCode.Ok;
    }

    /// <summary>Ctrl-C is how this is meant to end; a child that is lost for good is a failure.</summary>
    public static async Task UntilInterruptedAsync(LocalStack stack, Terminal terminal, CancellationToken cancellationToken)
    {
        try
        {
            throw new CommandFailedException(await stack.ChildLostAsync(cancellationToken));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            terminal.Remark("Stopping …");
        }
    }

    private static void TellOfTaken(int port, int usual, string what, string export, Terminal terminal)
    {
        if (port != usual)
        {
            terminal.Line("{0} has another port than usual ({1}). Commands in this checkout find it; elsewhere: {2}", what, $"{usual}", export);
        }
    }

    public static void Announce(LocalStack stack, Terminal terminal)
    {
        var ports = stack.Ports;
        terminal.Document(new JsonObject
        {
            ["url"] = ports.AppUrl.ToString(),
            ["dashboard_url"] = OpenCommand.Dashboard(ports.AppUrl).ToString(),
            ["simulator_url"] = ports.SimulatorUrl.ToString(),
            ["blob_url"] = ports.BlobUrl.ToString(),
            ["service_bus"] = ports.ServiceBusConnection,
            ["operator_key"] = StackSettings.OperatorKey,
            ["logs"] = stack.LogDirectory,
        });
        terminal.Line("app          {0}", ports.AppUrl.ToString());
        terminal.Line("simulator    {0}", ports.SimulatorUrl.ToString());
        terminal.Line("blobs        {0}", ports.BlobUrl.ToString());
        terminal.Line("Service Bus  {0}", $"amqp://127.0.0.1:{ports.ServiceBus}: queue video-jobs, topic video-events with the subscription all");
        terminal.Line("webhooks     {0}", $"{ports.SimulatorUrl}webhooks as a webhook_url; what came, and whether its signature is good: {ports.SimulatorUrl}admin/webhooks");
        terminal.Line("logs         {0}", stack.LogDirectory);
        terminal.Line("operator key {0}, for resolve: --operator-key, or where the dashboard asks", StackSettings.OperatorKey);
        TellOfTaken(ports.App, LocalPorts.UsualApp, "app", $"export VIDEOPIPELINE_URL={ports.AppUrl}", terminal);
        TellOfTaken(ports.ServiceBus, LocalPorts.UsualServiceBus, "Service Bus", $"export VIDEOPIPELINE_SERVICE_BUS='{ports.ServiceBusConnection}'", terminal);
        terminal.Line("");
        foreach (var (what, how) in NextSteps(ports))
        {
            terminal.Line("[bold]{0}[/]  {1}", what, how);
        }
    }

    /// <summary>The last three lines: what to open, what to paste, how to stop.</summary>
    public static IReadOnlyList<(string What, string How)> NextSteps(LocalPorts ports) =>
    [
        ("Open ", OpenCommand.Dashboard(ports.AppUrl).ToString()),
        ("Paste", """dotnet run --project src/Cli -- submit --prompt "A walnut desk lamp turns slowly" --duration 5 --wait"""),
        ("Stop ", "Ctrl-C"),
    ];
}
