using System.Diagnostics;
using System.Text.Json;

namespace VideoPipeline.EndToEnd.Tests.Walks;

/// <summary>A fresh `up`, as a new user starts it, and the other commands against it.</summary>
public sealed class UpProcess : IAsyncLifetime
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(90);

    private readonly DirectoryInfo _work = Directory.CreateTempSubdirectory("videos-walk-");
    private readonly List<string> _said = [];
    private Process? _up;

    public Uri Url { get; private set; } = null!;

    public Uri Simulator { get; private set; } = null!;

    public string ServiceBus { get; private set; } = "";

    public string OperatorKey { get; private set; } = "";

    public HttpClient Http { get; } = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = s_patience };

    public async Task InitializeAsync()
    {
        _up = Start("up", "--json", "--data", Path.Combine(_work.FullName, "data"), "--generation-seconds", "0.5");
        _up.ErrorDataReceived += (_, line) => Say(line.Data);
        _up.BeginErrorReadLine();
        var first = await _up.StandardOutput.ReadLineAsync().WaitAsync(s_patience);
        Assert.True(first is not null, $"up says nothing: {string.Join('\n', Said())}");
        var where = JsonDocument.Parse(first).RootElement;
        Url = new Uri(where.GetProperty("url").GetString()!);
        Simulator = new Uri(where.GetProperty("simulator_url").GetString()!);
        ServiceBus = where.GetProperty("service_bus").GetString()!;
        OperatorKey = where.GetProperty("operator_key").GetString()!;
        Http.BaseAddress = Url;
    }

    /// <summary>Runs a command to its end.</summary>
    public async Task<(int Exit, string Out, string Error)> RunAsync(params string[] arguments)
    {
        using var process = Start(arguments);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync().WaitAsync(s_patience);
        return (process.ExitCode, await output, await error);
    }

    public string Write(string name, string text)
    {
        var path = Path.Combine(_work.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }

    public async Task<JsonElement> ReadAsync(string path) => JsonDocument.Parse(await Http.GetStringAsync(path)).RootElement;

    /// <summary>Asks again and again, as there is nothing to wait for but another process.</summary>
    public static async Task<T> UntilAsync<T>(Func<Task<T>> ask, Func<T, bool> isGood)
    {
        using var patience = new CancellationTokenSource(s_patience);
        while (true)
        {
            var answer = await ask();
            if (isGood(answer))
            {
                return answer;
            }

            await Task.Delay(50, patience.Token);
        }
    }

    public async Task DisposeAsync()
    {
        Http.Dispose();
        if (_up is { HasExited: false })
        {
            using var stop = Process.Start("kill", ["-TERM", $"{_up.Id}"]);
            await _up.WaitForExitAsync().WaitAsync(s_patience);
        }

        _up?.Dispose();
        _work.Delete(recursive: true);
    }

    private Process Start(params string[] arguments)
    {
        var cli = Path.Combine(AppContext.BaseDirectory, "..", "..", "Cli", new DirectoryInfo(AppContext.BaseDirectory).Name, "videopipeline.dll");
        var start = new ProcessStartInfo("dotnet", [Path.GetFullPath(cli), .. arguments])
        {
            // Here the other commands find the `up` that runs, as in a checkout.
            WorkingDirectory = _work.FullName,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Remove("VIDEOPIPELINE_URL");
        return Process.Start(start)!;
    }

    private void Say(string? line)
    {
        lock (_said)
        {
            _said.Add(line ?? "");
        }
    }

    private string[] Said()
    {
        lock (_said)
        {
            return [.. _said];
        }
    }
}
