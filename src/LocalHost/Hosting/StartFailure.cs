namespace VideoPipeline.LocalHost.Hosting;

/// <summary>Why the host does not start: one sentence for whoever started it, and the exit code.</summary>
internal sealed class StartFailure(int exitCode, string message, Exception? inner = null) : Exception(message, inner)
{
    public const int Settings = 1;
    public const int InUse = 2;
    public const int App = 3;

    public int ExitCode { get; } = exitCode;
}
