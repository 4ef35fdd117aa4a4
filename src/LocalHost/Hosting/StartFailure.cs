namespace VideoPipeline.LocalHost.Hosting;

/// <summary>Why the host does not start, or cannot go on: one sentence for whoever started it, and the exit code.</summary>
internal sealed class StartFailure(int exitCode, string message, Exception? inner = null) : Exception(message, inner)
{
    public const int Settings = 1;
    public const int InUse = 2;
    public const int App = 3;
    public const int Store = 4;

    public int ExitCode { get; } = exitCode;
}
