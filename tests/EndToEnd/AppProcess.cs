using System.Diagnostics;
using System.Globalization;
using VideoPipeline.Support;

namespace VideoPipeline.EndToEnd.Tests;

/// <summary>The app on LocalHost: two processes, each of which can be killed; the host can be started again on the same data.</summary>
internal sealed class AppProcess : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(90);

    private readonly IReadOnlyDictionary<string, string> _settings;
    private readonly List<string> _output = [];
    private Process _process;

    private AppProcess(IReadOnlyDictionary<string, string> settings, Uri address)
    {
        _settings = settings;
        Http = new HttpClient { BaseAddress = address, Timeout = s_patience };
        _process = Launch();
    }

    public HttpClient Http { get; }

    public string Output
    {
        get
        {
            lock (_output)
            {
                return string.Join('\n', _output);
            }
        }
    }

    public static async Task<AppProcess> StartAsync(IReadOnlyDictionary<string, string> settings)
    {
        var address = $"http://127.0.0.1:{FreePort.Next()}";
        var app = new AppProcess(new Dictionary<string, string>(settings) { ["ASPNETCORE_URLS"] = address }, new Uri(address));
        await app.ReadyAsync();
        return app;
    }

    /// <summary>SIGKILL to the host: nothing of it gets to run any more, and the system ends its worker.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync().WaitAsync(s_patience);
    }

    /// <summary>SIGTERM to the host, which drains and ends its worker; its exit code.</summary>
    public async Task<int> TerminateAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
        await _process.WaitForExitAsync().WaitAsync(s_patience);
        return _process.ExitCode;
    }

    /// <summary>SIGKILL to the worker; the host starts the next one.</summary>
    public async Task KillWorkerAsync()
    {
        using (var worker = Process.GetProcessById(WorkerId()))
        {
            worker.Kill();
            await worker.WaitForExitAsync().WaitAsync(s_patience);
        }

        await ReadyAsync();
    }

    public async Task RestartAsync()
    {
        _process.Dispose();
        _process = Launch();
        await ReadyAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }

    /// <summary>Starts the app without waiting for it, for starts that are to fail.</summary>
    public static Process Launch(IReadOnlyDictionary<string, string> settings, Action<string> onLine)
    {
        var start = new ProcessStartInfo("dotnet", [Built("LocalHost"), "--app", Path.GetDirectoryName(Built("Functions"))!])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = settings[Stack.DataDirectory],
        };
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => onLine(line.Data ?? "");
        process.ErrorDataReceived += (_, line) => onLine(line.Data ?? "");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    /// <summary>The process that the host has noted in its data directory.</summary>
    private int WorkerId() => int.Parse(
        File.ReadAllText(Path.Combine(_settings[Stack.DataDirectory], "worker.pid")).Split(' ')[0], CultureInfo.InvariantCulture);

    private static string Built(string project) => Path.GetFullPath(Path.Combine(
        AppContext.BaseDirectory, "..", "..", project, Path.GetFileName(AppContext.BaseDirectory.TrimEnd('/')), project + ".dll"));

    private Process Launch() => Launch(_settings, line =>
    {
        lock (_output)
        {
            _output.Add(line);
        }
    });

    private async Task ReadyAsync()
    {
        using var patience = new CancellationTokenSource(s_patience);
        while (true)
        {
            Assert.False(_process.HasExited, "The app has ended:\n" + Output);
            try
            {
                using var health = await Http.GetAsync("/api/health", patience.Token);
                if (health.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }

            // There is nothing to wait for in another process but the clock.
            await Task.Delay(50, patience.Token);
        }
    }
}
