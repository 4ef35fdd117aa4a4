using System.CommandLine;
using VideoPipeline.Cli.Api;

namespace VideoPipeline.Cli.Shell;

/// <summary>Makes commands that share the global options and end in the documented exit codes.</summary>
internal sealed class CommandSetup(Surroundings surroundings, GlobalOptions globals)
{
    public GlobalOptions Globals => globals;

    public Command Command(
        string name,
        string description,
        Func<Session, ParseResult, CancellationToken, Task<ExitCode>> action,
        params IEnumerable<Symbol> symbols)
    {
        var command = new Command(name, description);
        foreach (var symbol in symbols)
        {
            Add(command, symbol);
        }

        command.SetAction(async (parse, cancellationToken) => (int)await RunAsync(action, parse, cancellationToken));
        return command;
    }

    private static void Add(Command command, Symbol symbol)
    {
        switch (symbol)
        {
            case Argument argument:
                command.Arguments.Add(argument);
                break;
            case Option option:
                command.Options.Add(option);
                break;
            case Command child:
                command.Subcommands.Add(child);
                break;
        }
    }

    private async Task<ExitCode> RunAsync(
        Func<Session, ParseResult, CancellationToken, Task<ExitCode>> action, ParseResult parse, CancellationToken cancellationToken)
    {
        var terminal = globals.Terminal(parse);
        try
        {
            using var session = new Session(surroundings, terminal, globals.Url(parse), globals.Key(parse));
            return await action(session, parse, cancellationToken);
        }
        catch (UsageException fault)
        {
            terminal.Problem("usage", fault.Message);
            terminal.Fault(fault.Message);
            return ExitCode.Usage;
        }
        catch (HostRefusedException refusal)
        {
            terminal.Document(refusal.Problem.Json);
            ProblemReport.Write(refusal.Problem, terminal);
            return ExitCode.Refused;
        }
        catch (HostUnreachableException fault)
        {
            terminal.Problem("host_unreachable", fault.Message);
            terminal.Fault(fault.Message);
            return ExitCode.Unreachable;
        }
        catch (Exception fault) when (fault is HttpRequestException or HttpIOException)
        {
            terminal.Problem("host_unreachable", fault.Message);
            terminal.Fault($"The connection broke off: {fault.Message}");
            return ExitCode.Unreachable;
        }
        catch (CommandFailedException fault)
        {
            terminal.Problem("failed", fault.Message);
            terminal.Fault(fault.Message);
            return ExitCode.NotSucceeded;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            terminal.Remark("Interrupted.");
            return ExitCode.Interrupted;
        }
    }
}
