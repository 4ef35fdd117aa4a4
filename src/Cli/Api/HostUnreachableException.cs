namespace VideoPipeline.Cli.Api;

internal sealed class HostUnreachableException(string message) : Exception(message);
