using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using VideoPipeline.Cli.Batches;
using VideoPipeline.Cli.Demo;
using VideoPipeline.Cli.Host;
using VideoPipeline.Cli.Messages;
using VideoPipeline.Cli.Shell;
using VideoPipeline.Cli.Up;
using VideoPipeline.Cli.Usage;
using VideoPipeline.Cli.Videos;

namespace VideoPipeline.Cli;

internal static class CommandTree
{
    public static async Task<int> RunAsync(
        IReadOnlyList<string> arguments, Surroundings surroundings, CancellationToken cancellationToken)
    {
        var globals = new GlobalOptions(surroundings);
        var parse = Create(new CommandSetup(surroundings, globals)).Parse(arguments.Count == 0 ? ["--help"] : arguments);
        var output = new InvocationConfiguration
        {
            Output = surroundings.Out,
            Error = surroundings.Error,
            EnableDefaultExceptionHandler = false,
            // Ctrl-C is ours (Interruption): stopping child processes in order takes longer than the library would wait.
            ProcessTerminationTimeout = null,
        };
        return parse.Action is ParseErrorAction || (parse.Errors.Count > 0 && parse.Action is not HelpAction and not HelpWithExitCodes)
            ? (int)UsageReport.Write(parse, surroundings, globals)
            : await parse.InvokeAsync(output, cancellationToken);
    }

    private static RootCommand Create(CommandSetup setup)
    {
        var root = new RootCommand("Durable AI video generation: run it here, send it jobs, watch them, see the bill.")
        {
            UpCommand.Create(setup),
            OpenCommand.Create(setup),
            DemoCommand.Create(setup),
            SubmitCommand.Create(setup),
            QuoteCommand.Create(setup),
            GetCommand.Create(setup),
            ListCommand.Create(setup),
            WatchCommand.Create(setup),
            CancelCommand.Create(setup),
            ResolveCommand.Create(setup),
            ContentCommand.Create(setup),
            BatchCommand.Create(setup),
            SendCommand.Create(setup),
            DeadLetterCommand.Create(setup),
            UsageCommand.Create(setup),
            ModelsCommand.Create(setup),
            HealthCommand.Create(setup),
        };
        setup.Globals.AddTo(root);
        foreach (var help in root.Options.OfType<HelpOption>())
        {
            help.Action = new HelpWithExitCodes((HelpAction)help.Action!);
        }

        return root;
    }
}
