namespace VideoPipeline.Cli.Shell;

/// <summary>The command was understood and could not be carried out, for a reason that is not the host's.</summary>
internal sealed class CommandFailedException(string message) : Exception(message);
