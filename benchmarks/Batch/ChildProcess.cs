using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace VideoPipeline.Benchmarks.Batch;

/// <summary>A program of this repository in a process of its own, on a free port.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    private readonly string _program;
    private readonly IReadOnlyDictionary<string, string> _settings;
    private Process _process;
    private TimeSpan _cpuBefore;

    private ChildProcess(string program, IReadOnlyDictionary<string, string> settings, Uri address)
    {
        _program = program;
        _settings = settings;
        Address = address;
        Http = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromMinutes(10) };
        _process = Launch();
    }

    public Uri Address { get; }

    public HttpClient Http { get; }

    /// <summary>Of all its lives.</summary>
    public TimeSpan Cpu => _cpuBefore + ProcessFigures.Cpu(_process.Id);

    /// <summary>Resident, in bytes.</summary>
    public long Memory => ProcessFigures.Memory(_process.Id, "VmRSS");

    public long PeakMemory => ProcessFigures.Memory(_process.Id, "VmHWM");

    public static async Task<ChildProcess> StartAsync(string program, IReadOnlyDictionary<string, string> settings)
    {
        var address = $"http://127.0.0.1:{FreePort()}";
        var child = new ChildProcess(program, new Dictionary<string, string>(settings) { ["ASPNETCORE_URLS"] = address }, new Uri(address));
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
        var configuration = Path.GetFileName(AppContext.BaseDirectory.TrimEnd('/'));
        var path = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", _program, configuration, $"{_program}.dll"));
        var start = new ProcessStartInfo("dotnet", [path])
        {
            RedirectStandardOutput = true,
            WorkingDirectory = _settings.GetValueOrDefault("EmbeddedHost__DataDirectory", Environment.CurrentDirectory),
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

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
