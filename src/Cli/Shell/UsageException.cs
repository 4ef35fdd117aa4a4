namespace VideoPipeline.Cli.Shell;

/// <summary>What the caller typed, or a file it named, cannot be used.</summary>
internal sealed class UsageException(string message) : Exception(message);
