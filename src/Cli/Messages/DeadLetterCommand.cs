using System.CommandLine;
using VideoPipeline.Cli.Shell;

namespace VideoPipeline.Cli.Messages;

internal static class DeadLetterCommand
{
    public static Command Create(CommandSetup setup) => new("dead-letters", "The messages that could not be used, and why")
    {
        DeadLetterListCommand.Create(setup),
        DeadLetterReplayCommand.Create(setup),
    };
}
