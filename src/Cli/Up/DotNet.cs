namespace VideoPipeline.Cli.Up;

internal static class DotNet
{
    /// <summary>The dotnet that runs this program, or the one on the PATH.</summary>
    public static string Path =>
        Environment.ProcessPath is { } self && System.IO.Path.GetFileNameWithoutExtension(self) is "dotnet"
            ? self
            : Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host : "dotnet";
}
