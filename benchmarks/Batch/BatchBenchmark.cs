using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Spectre.Console;
using VideoPipeline.LocalHost.Azurite;

namespace VideoPipeline.Benchmarks.Batch;

/// <summary>
/// A catalogue through the whole product: CSV over HTTP, the app on LocalHost (two processes), Azurite, the resellers' simulator; against what the
/// same blob operations alone take on the same Azurite.
/// </summary>
internal static class BatchBenchmark
{
    public static async Task<int> RunAsync(BatchBenchmarkOptions options)
    {
        using var data = new TemporaryDirectory();
        var alone = options.Alone ? await RunAloneAsync(data.Sub("alone"), options) : null;
        await using var azurite = await StartAzuriteAsync(data.Sub("azurite"), options.Indexed);
        await using var simulator = await ChildProcess.StartAsync("Simulator", new Dictionary<string, string>
        {
            ["Simulator__GenerationSeconds"] = options.GenerationSeconds.ToString(CultureInfo.InvariantCulture),
            ["Simulator__QueueSeconds"] = "0",
        });
        await using var app = await ChildProcess.StartAsync("LocalHost", AppSettings(azurite, simulator, data), "--app", ChildProcess.OutputOf("Functions"));

        var azuriteCpu = ProcessFigures.ChildCpu("azurite");
        var run = await RunBatchAsync(app, options);
        azuriteCpu = ProcessFigures.ChildCpu("azurite") - azuriteCpu;
        var split = new BatchSplit(
            RequestFigures.Read(data.Sub("requests"), azurite.Port),
            RequestFigures.Read(data.Sub("requests"), simulator.Address.Port),
            app.Cpu,
            azuriteCpu,
            simulator.Cpu,
            StartupHook.Allocated(data.Sub("requests")));
        return BatchReport.Show(options, run, await AcceptedAsync(simulator), split, alone);
    }

    // The same Azurite, begun anew: what it has to carry along from one run must not slow down the other.
    private static async Task<BlobsAloneFigures> RunAloneAsync(string location, BatchBenchmarkOptions options)
    {
        await using var azurite = await StartAzuriteAsync(location, options.Indexed);
        return await BlobsAlone.RunAsync(azurite, options);
    }

    private static async Task<AzuriteProcess> StartAzuriteAsync(string location, bool indexed)
    {
        if (indexed)
        {
            Environment.SetEnvironmentVariable("NODE_OPTIONS", $"--require {Path.Combine(AppContext.BaseDirectory, "azurite-indexed.cjs")}");
        }

        return await AzuriteProcess.StartAsync(location: location);
    }

    private static Dictionary<string, string> AppSettings(AzuriteProcess azurite, ChildProcess simulator, TemporaryDirectory data) => new()
    {
        ["AzureWebJobsStorage"] = azurite.ConnectionString,
        [ChildProcess.DataDirectory] = data.Sub("app"),
        ["LocalHost__StartAzurite"] = "false",
        ["LocalHost__StartServiceBus"] = "false",
        ["ServiceBus"] = "",
        ["Providers__tokenhub__BaseUrl"] = $"{simulator.Address}tokenhub/api/v1",
        ["Providers__tokenhub__ApiKey"] = "benchmark",
        ["Assets__AllowPrivateNetworks"] = "true",
        ["Polling__FirstLook"] = "00:00:00.1",
        ["Polling__Growth"] = "1.5",
        ["Polling__MaxInterval"] = "00:00:02",

        // What a kill leaves in the dark is given up soon: there are no callbacks here to clear it up.
        ["Submissions__PostTimeout"] = "00:00:20",
        ["Submissions__AmbiguousWindow"] = "00:00:20",
        ["Logging__LogLevel__Default"] = "Warning",
        ["DOTNET_gcServer"] = "0",
        ["DOTNET_STARTUP_HOOKS"] = typeof(StartupHook).Assembly.Location,
        [StartupHook.Folder] = data.Sub("requests"),
    };

    private static async Task<BatchRun> RunBatchAsync(ChildProcess app, BatchBenchmarkOptions options)
    {
        var watch = Stopwatch.StartNew();
        var id = await StartAsync(app, options);
        var histories = new Histories(app, id);
        var peak = 0L;
        var killed = !options.Kill;
        while (true)
        {
            var batch = await app.GetAsync($"/api/batches/{id}");
            peak = Math.Max(peak, app.PeakMemory);
            var done = batch.GetProperty("counts").GetProperty("succeeded").GetInt32();
            AnsiConsole.MarkupLineInterpolated($"[grey]{watch.Elapsed.TotalSeconds,6:0} s  {done,6} succeeded  {app.Memory / (1024 * 1024),4} MB[/]");
            if (!killed && done >= options.Items / 2)
            {
                killed = true;
                await app.KillAndRestartAsync();
                AnsiConsole.MarkupLine("[yellow]killed and started again[/]");
            }

            if (batch.GetProperty("status").GetString() != "running")
            {
                break;
            }

            await histories.LookAsync();

            // Another process: there is nothing to wait for but the clock.
            await Task.Delay(TimeSpan.FromSeconds(2));
        }

        watch.Stop();
        var (results, succeeded, ambiguous) = await ResultsAsync(app, id);
        return new BatchRun(watch.Elapsed, results, succeeded, ambiguous, histories.Largest, Math.Max(peak, app.PeakMemory));
    }

    private static async Task<string> StartAsync(ChildProcess app, BatchBenchmarkOptions options)
    {
        var csv = new StringBuilder("item,provider,duration,resolution,metadata.sku,prompt\n");
        for (var number = 1; number <= options.Items; number++)
        {
            csv.Append(CultureInfo.InvariantCulture, $"item {number},tokenhub,5,720p,sku-{number},\"Product {number} turns slowly on a walnut table, warm light, close-up\"\n");
        }

        using var content = new StringContent(csv.ToString(), Encoding.UTF8, "text/csv");
        using var answer = await app.Http.PostAsync(
            new Uri($"/api/batches?name=benchmark&max_concurrency={options.Lanes}", UriKind.Relative), content);
        var text = await answer.Content.ReadAsStringAsync();
        answer.EnsureSuccessStatusCode();
        return JsonElement.Parse(text).GetProperty("id").GetString()!;
    }

    private static async Task<(int Results, int Succeeded, int Ambiguous)> ResultsAsync(ChildProcess app, string id)
    {
        var text = await app.Http.GetStringAsync(new Uri($"/api/batches/{id}/results", UriKind.Relative));
        var items = text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line)).ToList();
        return (
            items.Select(item => item.GetProperty("number").GetInt32()).Distinct().Count(),
            items.Count(item => item.GetProperty("status").GetString() == "succeeded"),
            items.Count(item => item.GetProperty("status").GetString() == "ambiguous"));
    }

    private static async Task<int> AcceptedAsync(ChildProcess simulator) =>
        (await simulator.GetAsync("/admin/stats")).GetProperty("accepted").GetInt32();
}

/// <summary>What to run: <c>items=10000 lanes=64 generation=0 kill batch-only indexed</c>.</summary>
/// <param name="Kill">The app gets a SIGKILL when half of the items are done.</param>
/// <param name="Alone">The blob operations alone come first, to be compared with.</param>
/// <param name="Indexed">Azurite with <c>azurite-indexed.cjs</c>: its calls do not take longer with every blob.</param>
internal sealed record BatchBenchmarkOptions(
    int Items = 10_000, int Lanes = 64, double GenerationSeconds = 0, bool Kill = false, bool Alone = true, bool Indexed = false)
{
    public static BatchBenchmarkOptions Parse(IEnumerable<string> args) => args.Aggregate(new BatchBenchmarkOptions(), (options, arg) => arg.Split('=') switch
    {
        ["items", var items] => options with { Items = int.Parse(items, CultureInfo.InvariantCulture) },
        ["lanes", var lanes] => options with { Lanes = int.Parse(lanes, CultureInfo.InvariantCulture) },
        ["generation", var seconds] => options with { GenerationSeconds = double.Parse(seconds, CultureInfo.InvariantCulture) },
        ["kill"] => options with { Kill = true },
        ["batch-only"] => options with { Alone = false },
        ["indexed"] => options with { Indexed = true },
        _ => throw new ArgumentException($"Unknown argument '{arg}'."),
    });
}
