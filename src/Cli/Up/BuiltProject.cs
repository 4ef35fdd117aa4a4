using VideoPipeline.Cli.Shell;

namespace VideoPipeline.Cli.Up;

internal static class BuiltProject
{
    /// <summary>The assembly of a project that was built together with this one, next to it under artifacts/bin.</summary>
    public static string Find(string project, string baseDirectory)
    {
        var output = new DirectoryInfo(baseDirectory.TrimEnd(Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar));
        var path = output.Parent?.Parent is { } bin
            ? Path.Combine(bin.FullName, project, output.Name, project + ".dll")
            : Path.Combine(baseDirectory, project + ".dll");
        return File.Exists(path)
            ? path
            : throw new CommandFailedException(IsCheckout(output)
                ? $"{path} is missing: build it with 'dotnet build src/Cli' (same configuration), then try again."
                : "`up` and `demo` need the checkout, where they are: dotnet run --project src/Cli -- up. An installed tool has the other commands.");
    }

    private static bool IsCheckout(DirectoryInfo output) => output.Parent?.Parent?.Name == "bin";
}
