using System.Diagnostics;
using System.Globalization;

namespace VideoPipeline.Embedded.Azurite;

/// <summary>How Azurite's blob service is started here: the version that `npm ci` brought, else the same one through npx.</summary>
internal static class AzuriteCommand
{
    private const string Package = "azurite@3.37.0";

    // A test run that is killed must not leave its emulators behind: its end closes their standard input.
    private const string EndWithParent =
        "data:text/javascript,process.stdin.resume().on('end',()=>process.kill(process.pid,'SIGTERM')).unref()";

    private static readonly string MainScript = Path.Combine("node_modules", "azurite", "dist", "src", "blob", "main.js");

    public static ProcessStartInfo Create(int port, string? location, IEnumerable<string> searchFrom)
    {
        var script = searchFrom.SelectMany(Upward).Select(folder => Path.Combine(folder, MainScript)).FirstOrDefault(File.Exists);
        var program = script is null ? "npx" : "node";
        var path = Find(program) ?? throw new AzuriteException(
            $"Azurite, the storage emulator, needs Node.js: there is no '{program}' on the PATH. "
            + "Install Node.js 20 or later, or set AzureWebJobsStorage to a storage account.");

        List<string> command = script is null
            ? [path, "--yes", $"--package={Package}", "azurite-blob"]
            : [path, .. location is null ? ["--import", EndWithParent] : Array.Empty<string>(), script];
        command.AddRange(["--blobHost", "127.0.0.1", "--blobPort", port.ToString(CultureInfo.InvariantCulture)]);
        command.AddRange(["--skipApiVersionCheck", "--silent", "--disableTelemetry"]);
        command.AddRange(location is null ? ["--inMemoryPersistence"] : ["--location", location]);

        // A session of its own: Ctrl-C is for the host, which still needs its storage to finish what it is doing.
        if (OperatingSystem.IsLinux() && Find("setsid") is { } setsid)
        {
            command.Insert(0, setsid);
        }

        return new ProcessStartInfo(command[0], command.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            CreateNoWindow = true,
        };
    }

    private static IEnumerable<string> Upward(string folder)
    {
        for (var directory = new DirectoryInfo(folder); directory is not null; directory = directory.Parent)
        {
            yield return directory.FullName;
        }
    }

    private static string? Find(string program)
    {
        string[] names = OperatingSystem.IsWindows() ? [program + ".exe", program + ".cmd"] : [program];
        return (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(folder => names.Select(name => Path.Combine(folder, name)))
            .FirstOrDefault(File.Exists);
    }
}
