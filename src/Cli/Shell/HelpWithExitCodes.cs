using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace VideoPipeline.Cli.Shell;

internal sealed class HelpWithExitCodes(HelpAction help) : SynchronousCommandLineAction
{
    private const string ExitCodes = """
        Exit codes:
          0    everything asked for was done
          1    a job, a check or a started process did not succeed
          2    the command line or an input file is wrong
          3    the host did not answer
          4    the host refused the request (its code is shown, field by field)
          130  interrupted

        """;

    public override int Invoke(ParseResult parseResult)
    {
        var result = help.Invoke(parseResult);
        parseResult.InvocationConfiguration.Output.WriteLine(ExitCodes);
        return result;
    }
}
