using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace VideoPipeline.Cli.Shell;

/// <summary>Where the <c>up</c> of this checkout answers: <c>.local/running.json</c>, there as long as it runs, so that no other command needs to be told.</summary>
internal sealed class RunningStack : IDisposable
{
    private const string Name = "running.json";

    private readonly string _file;

    private RunningStack(string file) => _file = file;

    public static RunningStack Remember(string currentDirectory, Uri url, string serviceBus)
    {
        var file = Path.Combine(currentDirectory, ".local", Name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, JsonSerializer.Serialize(
            new Dictionary<string, string> { ["url"] = url.AbsoluteUri, ["service_bus"] = serviceBus, ["pid"] = Environment.ProcessId.ToString(CultureInfo.InvariantCulture) }, TerminalJson.Default.DictionaryStringString));
        return new RunningStack(file);
    }

    public static string? Url(string currentDirectory) => Read(currentDirectory, "url");

    public static string? ServiceBus(string currentDirectory) => Read(currentDirectory, "service_bus");

    public void Dispose() => File.Delete(_file);

    // From here upwards, as the checkout's other folders are places to work in too.
    private static string? Read(string currentDirectory, string member)
    {
        for (var directory = new DirectoryInfo(currentDirectory); directory is not null; directory = directory.Parent)
        {
            var file = Path.Combine(directory.FullName, ".local", Name);
            if (!File.Exists(file))
            {
                continue;
            }

            try
            {
                using var json = JsonDocument.Parse(File.ReadAllText(file));
                return IsAlive(json.RootElement) && json.RootElement.TryGetProperty(member, out var value) ? value.GetString() : null;
            }
            catch (Exception fault) when (fault is JsonException or IOException or InvalidOperationException)
            {
                // Written at this moment, or by a process that was killed meanwhile.
                return null;
            }
        }

        return null;
    }

    // A process that is killed leaves its file behind.
    private static bool IsAlive(JsonElement json)
    {
        if (!json.TryGetProperty("pid", out var text) || !int.TryParse(text.GetString(), CultureInfo.InvariantCulture, out var pid))
        {
            return false;
        }

        try
        {
            using var process = Process.GetProcessById(pid);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
