using System.Diagnostics;

namespace VideoPipeline.Support;

/// <summary>What npm brings: looked for from the test's folder upwards, and installed once where a clone has nothing yet.</summary>
internal static class NodeModules
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(5);

    /// <summary>Makes sure that a file is there below <c>node_modules</c>.</summary>
    public static async Task RequireAsync(string file)
    {
        if (IsThere(file))
        {
            return;
        }

        var root = Upward().FirstOrDefault(folder => File.Exists(Path.Combine(folder, "package-lock.json")))
            ?? throw new InvalidOperationException($"There is no package-lock.json above {AppContext.BaseDirectory}.");
        using var patience = new CancellationTokenSource(s_patience);
        await using (await LockAsync(root, patience.Token))
        {
            // Another test process may have installed it meanwhile.
            if (!IsThere(file))
            {
                await InstallAsync(root, patience.Token);
            }
        }

        if (!IsThere(file))
        {
            throw new InvalidOperationException($"'npm ci' in {root} has not brought {file}.");
        }
    }

    private static bool IsThere(string file) => Upward().Any(folder => File.Exists(Path.Combine(folder, "node_modules", file)));

    private static IEnumerable<string> Upward()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            yield return folder.FullName;
        }
    }

    // Whoever holds the file open has the lock; the system lets go of it when a process dies.
    private static async Task<FileStream> LockAsync(string root, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateDirectory(Path.Combine(root, "artifacts"));
        while (true)
        {
            try
            {
                return new FileStream(
                    Path.Combine(folder.FullName, "npm-ci.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200), cancellationToken);
            }
        }
    }

    private static async Task InstallAsync(string root, CancellationToken cancellationToken)
    {
        var npm = OperatingSystem.IsWindows() ? "npm.cmd" : "npm";
        using var process = Process.Start(new ProcessStartInfo(npm, ["ci", "--no-audit", "--no-fund"])
        {
            WorkingDirectory = root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = await process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"'npm ci' in {root} failed: {await output} {errors}");
        }
    }
}
