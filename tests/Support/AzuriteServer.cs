using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace VideoPipeline.Support;

/// <summary>An Azurite blob service with everything in memory, on a free port, that cannot outlive this process.</summary>
internal sealed partial class AzuriteServer
{
    // However this process ends, the pipe that it holds closes.
    private const string EndWithParent =
        "data:text/javascript,process.stdin.resume().on('end',()=>process.kill(process.pid,'SIGKILL'))";

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    private readonly Process _process;

    private AzuriteServer(Process process, int port)
    {
        _process = process;
        Port = port;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => _process.Kill();
    }

    public int Port { get; }

    /// <param name="accounts"><c>name:key;name:key</c>, as Azurite takes them.</param>
    public static async Task<AzuriteServer> StartAsync(string accounts)
    {
        var script = await NodeModules.RequireAsync(Path.Combine("azurite", "dist", "src", "blob", "main.js"));
        var start = new ProcessStartInfo(
            "node",
            ["--import", EndWithParent, script, "--blobPort", "0", "--inMemoryPersistence", "--skipApiVersionCheck", "--silent", "--disableTelemetry"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["AZURITE_ACCOUNTS"] = accounts },
        };
        var listening = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        var process = new Process { StartInfo = start, EnableRaisingEvents = true };
        var said = new List<string>();
        process.OutputDataReceived += (_, line) => Read(line.Data);
        process.ErrorDataReceived += (_, line) => Read(line.Data);
        process.Exited += (_, _) => listening.TrySetException(
            new InvalidOperationException($"Azurite ended before it listened: {string.Join(' ', said)}"));
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new AzuriteServer(process, await listening.Task.WaitAsync(s_patience));

        void Read(string? line)
        {
            if (line is null)
            {
                return;
            }

            if (Listening().Match(line) is { Success: true } match)
            {
                listening.TrySetResult(int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture));
            }
            else if (!listening.Task.IsCompleted)
            {
                said.Add(line);
            }
        }
    }

    [GeneratedRegex(@"listens on http://[^:]+:(\d+)")]
    private static partial Regex Listening();
}
