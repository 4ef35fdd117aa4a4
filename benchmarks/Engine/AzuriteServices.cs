using System.Diagnostics;
using VideoPipeline.LocalHost.Azurite;
using VideoPipeline.Support;

namespace VideoPipeline.Benchmarks.Engine;

/// <summary>Azurite's three services, a process each, in memory; every request that they log is counted.</summary>
internal sealed class AzuriteServices : IAsyncDisposable
{
    private const string Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private static readonly string[] s_services = ["blob", "queue", "table"];
    private static readonly TimeSpan s_readyWithin = TimeSpan.FromMinutes(4);

    private readonly List<Process> _processes = [];
    private readonly int[] _ports = [.. s_services.Select(_ => FreePort.Next())];

    public RequestLog Log { get; } = new();

    public string ConnectionString => $"DefaultEndpointsProtocol=http;AccountName={AzuriteProcess.AccountName};AccountKey={Key};"
        + string.Concat(s_services.Zip(_ports, (service, port) =>
            $"{char.ToUpperInvariant(service[0])}{service[1..]}Endpoint=http://127.0.0.1:{port}/{AzuriteProcess.AccountName};"));

    public static async Task<AzuriteServices> StartAsync()
    {
        var started = new AzuriteServices();
        try
        {
            await Task.WhenAll(s_services.Select((service, index) => started.StartAsync(service, started._ports[index])));
            return started;
        }
        catch
        {
            await started.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
        {
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
        }
    }

    private Task StartAsync(string service, int port)
    {
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var script = Path.Combine(Modules(), "azurite", "dist", "src", service, "main.js");
        var process = new Process
        {
            StartInfo = new ProcessStartInfo("node", [
                script, $"--{service}Host", "127.0.0.1", $"--{service}Port", $"{port}", "--skipApiVersionCheck", "--disableTelemetry", "--inMemoryPersistence"])
            {
                RedirectStandardOutput = true,
            },
        };
        process.OutputDataReceived += (_, line) =>
        {
            if (line.Data?.Contains("successfully", StringComparison.Ordinal) == true)
            {
                ready.TrySetResult();
            }

            Log.Add(service, line.Data);
        };
        process.Start();
        process.BeginOutputReadLine();
        lock (_processes)
        {
            _processes.Add(process);
        }

        return ready.Task.WaitAsync(s_readyWithin);
    }

    private static string Modules()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (Path.Combine(folder.FullName, "node_modules") is var modules && Directory.Exists(Path.Combine(modules, "azurite")))
            {
                return modules;
            }
        }

        throw new InvalidOperationException("Azurite is missing: npm ci --ignore-scripts");
    }
}
