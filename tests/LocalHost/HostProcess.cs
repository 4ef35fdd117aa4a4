using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace LocalHost.Tests;

/// <summary>The host as a process of its own, over the sample app, with a data directory that its test owns.</summary>
internal sealed partial class HostProcess : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly Process process;
    private readonly string data;
    private readonly TaskCompletionSource<Uri> ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly StringBuilder errors = new();

    private HostProcess(Process process, string data)
    {
        this.process = process;
        this.data = data;
    }

    public HttpClient Http { get; } = new() { Timeout = TimeSpan.FromSeconds(30) };

    public string Errors
    {
        get
        {
            lock (errors)
            {
                return errors.ToString().Trim();
            }
        }
    }

    /// <summary>The process id of the running worker, as the host noted it.</summary>
    public int Worker => int.Parse(File.ReadAllText(Path.Combine(data, "worker.pid")).Split(' ')[0], CultureInfo.InvariantCulture);

    public static HostProcess Start(string data, string storage, string? app = null, params (string Name, string Value)[] settings)
    {
        var start = new ProcessStartInfo("dotnet", [BuiltPath("LocalHost", "LocalHost.dll"), "--app", app ?? BuiltPath("LocalHost.SampleApp")])
        {
            WorkingDirectory = data,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        start.Environment["AzureWebJobsStorage"] = storage;
        start.Environment["LocalHost__DataDirectory"] = data;
        start.Environment["LocalHost__StartAzurite"] = "false";
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        var host = new HostProcess(new Process { StartInfo = start }, data);
        host.process.OutputDataReceived += (_, line) => host.Read(line.Data);
        host.process.ErrorDataReceived += (_, line) => host.ReadError(line.Data);
        host.process.Start();
        host.process.BeginOutputReadLine();
        host.process.BeginErrorReadLine();
        return host;
    }

    public async Task<HostProcess> ReadyAsync()
    {
        Http.BaseAddress = await ready.Task.WaitAsync(s_patience);
        return this;
    }

    public async Task<int> EndsAsync()
    {
        await process.WaitForExitAsync().WaitAsync(s_patience);
        return process.ExitCode;
    }

    public async Task KillAsync()
    {
        process.Kill();
        await EndsAsync();
    }

    public async Task<int> TerminateAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]);
        return await EndsAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            await KillAsync();
        }

        Http.Dispose();
        process.Dispose();
    }

    internal static string BuiltPath(string project, string file = "")
    {
        var configuration = new DirectoryInfo(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        return Path.Combine(configuration.Parent!.Parent!.FullName, project, configuration.Name, file);
    }

    private void Read(string? line)
    {
        if (line is not null && Ready().Match(line) is { Success: true } match)
        {
            ready.TrySetResult(new Uri(match.Groups[1].Value));
        }
    }

    private void ReadError(string? line)
    {
        lock (errors)
        {
            errors.AppendLine(line);
        }
    }

    [GeneratedRegex(@"^ready: (http\S+)")]
    private static partial Regex Ready();
}
