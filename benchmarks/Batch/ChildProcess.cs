using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using VideoPipeline.Support;

namespace VideoPipeline.Benchmarks.Batch;

/// <summary>A program of this repository in a process of its own, on a free port.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    public const string DataDirectory = "LocalHost__DataDirectory";

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    private readonly string _program;
    private readonly string[] _arguments;
    private readonly IReadOnlyDictionary<string, string> _settings;
    private Process _process;
    private TimeSpan _cpuBefore;

    private ChildProcess(string program, IReadOnlyDictionary<string, string> settings, Uri address, string[] arguments)
    {
        _program = program;
        _arguments = arguments;
        _settings = settings;
        Address = address;
        Http = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromMinutes(10) };
        _process = Launch();
    }

    public Uri Address { get; }

    public HttpClient Http { get; }

    /// <summary>Of all its lives, and of its worker where it is a host.</summary>
    public TimeSpan Cpu => _cpuBefore + Processes.Aggregate(TimeSpan.Zero, (sum, process) => sum + ProcessFigures.Cpu(process));

    /// <summary>Resident, in bytes, with its worker.</summary>
    public long Memory => Processes.Sum(process => ProcessFigures.Memory(process, "VmRSS"));

    public long PeakMemory => Processes.Sum(process => ProcessFigures.Memory(process, "VmHWM"));

    private IEnumerable<int> Processes
    {
        get
        {
            yield return _process.Id;
            if (_settings.TryGetValue(DataDirectory, out var data))
            {
                yield return int.Parse(File.ReadAllText(Path.Combine(data, "worker.pid")).Split(' ')[0], CultureInfo.InvariantCulture);
            }
        }
    }

    /// <summary>The folder that a project is built into.</summary>
    public static string OutputOf(string project) => Path.GetFullPath(Path.Combine(
        AppContext.BaseDirectory, "..", "..", project, Path.GetFileName(AppContext.BaseDirectory.TrimEnd('/'))));

    public static async Task<ChildProcess> StartAsync(string program, IReadOnlyDictionary<string, string> settings, params string[] arguments)
    {
        var address = settings.GetValueOrDefault("ASPNETCORE_URLS", $"http://127.0.0.1:{FreePort.Next()}");
        var child = new ChildProcess(program, new Dictionary<string, string>(settings) { ["ASPNETCORE_URLS"] = address }, new Uri(address), arguments);
        await child.ReadyAsync();
        return child;
    }

    public async Task<JsonElement> GetAsync(string path) => JsonElement.Parse(await Http.GetStringAsync(new Uri(path, UriKind.Relative)));

    /// <summary>SIGKILL, and a new life on the same data.</summary>
    public async Task KillAndRestartAsync()
    {
        _cpuBefore = Cpu;
        await KillAsync();
        _process = Launch();
        await ReadyAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        Http.Dispose();
    }

    private async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private Process Launch()
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(OutputOf(_program), $"{_program}.dll"), .. _arguments])
        {
            RedirectStandardOutput = true,
            WorkingDirectory = _settings.GetValueOrDefault(DataDirectory, Environment.CurrentDirectory),
        };
        foreach (var (name, value) in _settings)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        process.BeginOutputReadLine();
        return process;
    }

    private async Task ReadyAsync()
    {
        using var patience = new CancellationTokenSource(s_patience);
        while (true)
        {
            try
            {
                // Whatever it answers, it listens.
                using var answer = await Http.GetAsync(Address, patience.Token);
                return;
            }
            catch (HttpRequestException) when (!_process.HasExited)
            {
                await Task.Delay(100, patience.Token);
            }
        }
    }
}
