using System.Globalization;
using VideoPipeline.Benchmarks.Batch;

namespace VideoPipeline.Benchmarks.Engine;

/// <summary>LocalHost with the engine's own little app.</summary>
internal sealed class EngineHost : IAsyncDisposable
{
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(20);

    private EngineHost(ChildProcess process) => Process = process;

    public ChildProcess Process { get; }

    public static async Task<EngineHost> StartAsync(string backend, string data, Dictionary<string, string> settings)
    {
        var all = new Dictionary<string, string>(settings)
        {
            [ChildProcess.DataDirectory] = data,
            ["LocalHost__StartAzurite"] = "false",
            ["LocalHost__StartServiceBus"] = "false",
            ["ServiceBus"] = "",
            ["Logging__LogLevel__Default"] = "Warning",
            ["DOTNET_gcServer"] = "0",
        };
        all.TryAdd("DOTNET_TieredPGO", "0");
        if (backend == "memory")
        {
            all["AzureFunctionsJobHost__extensions__durableTask__storageProvider__type"] = backend;
            all["DOTNET_STARTUP_HOOKS"] = Path.Combine(ChildProcess.OutputOf("Benchmarks.MemoryBackend"), "Benchmarks.MemoryBackend.dll");
        }
        else
        {
            all["LocalHost__DurableBackend"] = backend;
        }

        return new EngineHost(await ChildProcess.StartAsync("LocalHost", all, "--app", ChildProcess.OutputOf("Benchmarks.EngineApp")));
    }

    public async Task<string> PostAsync(string path)
    {
        using var answer = await Process.Http.PostAsync(new Uri(path, UriKind.Relative), null);
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode ? text : throw new InvalidOperationException($"{path}: {answer.StatusCode} {text}");
    }

    /// <summary>Orchestrations per second, from the first start to the last end.</summary>
    public async Task<double> RateAsync(string prefix, int count) =>
        count / double.Parse(await PostAsync($"/run/{prefix}/{count}"), CultureInfo.InvariantCulture);

    /// <summary>How many have ended in this life of the worker.</summary>
    public async Task<int> ProgressAsync() =>
        int.Parse(await Process.Http.GetStringAsync(new Uri("/progress", UriKind.Relative)), CultureInfo.InvariantCulture);

    public async Task UntilProgressAsync(int ended)
    {
        while (await ProgressAsync() < ended)
        {
            await Task.Delay(s_look);
        }
    }

    /// <summary>Until host and worker use no processor to speak of.</summary>
    public async Task QuietAsync()
    {
        var (cpu, quiet) = (Process.Cpu, 0);
        while (quiet < 3)
        {
            await Task.Delay(TimeSpan.FromSeconds(0.5));
            quiet = Process.Cpu - cpu < TimeSpan.FromSeconds(0.05) ? quiet + 1 : 0;
            cpu = Process.Cpu;
        }
    }

    public ValueTask DisposeAsync() => Process.DisposeAsync();
}
