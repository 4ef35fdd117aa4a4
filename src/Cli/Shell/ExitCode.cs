namespace VideoPipeline.Cli.Shell;

/// <summary>What the process answers to its caller; <c>--help</c> documents the same list.</summary>
internal enum ExitCode
{
    Ok = 0,
    NotSucceeded = 1,
    Usage = 2,
    Unreachable = 3,
    Refused = 4,
    Interrupted = 130,
}
