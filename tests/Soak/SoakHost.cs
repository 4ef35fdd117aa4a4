using System.Diagnostics;
using System.Globalization;
using VideoPipeline.Support;

namespace VideoPipeline.Soak;

/// <summary>One LocalHost with the app, on a port and a data directory that it keeps over its lives.</summary>
internal sealed class SoakHost(Func<SoakHost, IEnumerable<(string Name, string Value)>> settings) : IDisposable
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("soak-");
    private ChildProcess? _process;

    public string Url { get; } = $"http://127.0.0.1:{FreePort.Next()}";

    public string DataDirectory => _data.FullName;

    public ChildProcess Process => _process!;

    public void Start()
    {
        _process?.Dispose();
        _process = ChildProcess.Start("LocalHost", settings(this), "--app", ChildProcess.OutputOf("Functions"));
    }

    /// <summary>Its host starts the next one. False when there is none now.</summary>
    public bool KillWorker()
    {
        try
        {
            var note = File.ReadAllText(Path.Combine(_data.FullName, "worker.pid"));
            using var worker = System.Diagnostics.Process.GetProcessById(int.Parse(note.Split(' ')[0], CultureInfo.InvariantCulture));
            worker.Kill();
            return true;
        }
        catch (Exception e) when (e is IOException or ArgumentException or FormatException)
        {
            return false;
        }
    }

    public void Dispose()
    {
        _process?.Dispose();
        _data.Delete(recursive: true);
    }
}
