using VideoPipeline.Cli.Shell;

namespace VideoPipeline.Cli.Up;

/// <summary>Where Azurite's blob service is on this machine; installed from npm when it is nowhere.</summary>
internal static class AzuriteInstall
{
    private const string Version = "3.37.0";

    private static readonly string Script = Path.Combine("node_modules", "azurite", "dist", "src", "blob", "main.js");

    /// <summary>The script that node runs; started directly, because a wrapper in between would survive its being killed.</summary>
    public static async Task<string> FindAsync(
        string dataDirectory, IReadOnlyList<string> startDirectories, ProcessGuard guard, Action<string> report, CancellationToken cancellationToken)
    {
        var tools = Path.Combine(dataDirectory, "tools");
        if (Upward(startDirectories, Script) is { } found)
        {
            return found;
        }

        if (Upward(startDirectories, "package-lock.json") is { } lockFile && Path.GetDirectoryName(lockFile) is { } root
            && File.ReadAllText(lockFile).Contains("node_modules/azurite\"", StringComparison.Ordinal))
        {
            report("Installing Azurite, once (npm ci) …");
            await NpmAsync(["ci", "--no-audit", "--no-fund"], root, dataDirectory, guard, cancellationToken);
            return Path.Combine(root, Script);
        }

        if (!File.Exists(Path.Combine(tools, Script)))
        {
            report($"Installing Azurite {Version}, once (npm install) …");
            Directory.CreateDirectory(tools);
            await NpmAsync(["install", "--no-audit", "--no-fund", "--prefix", tools, $"azurite@{Version}"], tools, dataDirectory, guard, cancellationToken);
        }

        return Path.Combine(tools, Script);
    }

    private static string? Upward(IReadOnlyList<string> startDirectories, string relativePath) =>
        startDirectories
            .SelectMany(SelfAndParents)
            .Select(directory => Path.Combine(directory, relativePath))
            .FirstOrDefault(File.Exists);

    private static IEnumerable<string> SelfAndParents(string start)
    {
        for (var directory = new DirectoryInfo(start); directory is not null; directory = directory.Parent)
        {
            yield return directory.FullName;
        }
    }

    private static async Task NpmAsync(
        IReadOnlyList<string> arguments, string workingDirectory, string dataDirectory, ProcessGuard guard, CancellationToken cancellationToken)
    {
        // npm is a script on Windows, and scripts start only by way of a shell there.
        var (program, all) = OperatingSystem.IsWindows() ? ("cmd", ["/c", "npm", .. arguments]) : ("npm", arguments);
        var logs = Path.Combine(dataDirectory, "logs");
        await using var npm = ChildProcess.Start(new ProcessOrder("npm", program, all, workingDirectory, new ChildSettings()), logs, guard);
        await npm.Ended.WaitAsync(cancellationToken);
        if (npm.ExitCode != 0)
        {
            throw new CommandFailedException($"npm failed, so there is no storage emulator. Its log, {npm.LogFile}, ends:\n{npm.LogTail()}");
        }
    }
}
