using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Spectre.Console;
using VideoPipeline.Embedded.Azurite;

namespace VideoPipeline.Benchmarks.Batch;

/// <summary>
/// A catalogue through the whole product: CSV over HTTP, the app as a process of its own, Azurite, the resellers' simulator; against what the
/// same blob operations alone take on the same Azurite.
/// </summary>
internal static class BatchBenchmark
{
    private const double LeastShare = 0.8;
    private const long MostMemory = 512L * 1024 * 1024;
    private const int MostEvents = 200;

    // One Azurite, an account each: what one run leaves behind does not slow the other down.
    private const string AloneAccount = "alone";
    private const string AccountsVariable = "AZURITE_ACCOUNTS";
    private const string Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    public static async Task<int> RunAsync(BatchBenchmarkOptions options)
    {
        using var data = new TemporaryDirectory();
        await using var azurite = await StartAzuriteAsync(data.Sub("azurite"));
        var alone = await BlobsAlone.RunAsync(azurite.ConnectionString.Replace(AzuriteProcess.AccountName, AloneAccount, StringComparison.Ordinal), options);
        await using var simulator = await ChildProcess.StartAsync("Simulator", new Dictionary<string, string>
        {
            ["Simulator__GenerationSeconds"] = options.GenerationSeconds.ToString(CultureInfo.InvariantCulture),
            ["Simulator__QueueSeconds"] = "0",
        });
        await using var app = await ChildProcess.StartAsync("Functions", AppSettings(azurite, simulator, data.Sub("app")));

        var azuriteCpu = ProcessFigures.ChildCpu("azurite");
        var run = await RunBatchAsync(app, options, data.Sub("app"));
        azuriteCpu = ProcessFigures.ChildCpu("azurite") - azuriteCpu;
        var accepted = await AcceptedAsync(simulator);

        var perSecond = options.Items / run.Elapsed.TotalSeconds;
        var figures = new List<Figure>
        {
            new("Items accounted for, succeeded", $"{run.Results}, {run.Succeeded}", $"{options.Items}", run.Results == options.Items && run.Succeeded == options.Items),
            new("Tasks at the resellers", $"{accepted}", $"{options.Items}", accepted == options.Items),
            new("Throughput", Per(perSecond)),
            new("The same blob operations alone", Per(alone.ItemsPerSecond)),
            new("Share", Percent(perSecond / alone.ItemsPerSecond), options.GenerationSeconds > 0 ? null : Percent(LeastShare), options.GenerationSeconds > 0 ? null : perSecond >= LeastShare * alone.ItemsPerSecond),
            new("Largest history", $"{run.LargestHistory} events", $"{MostEvents}", run.LargestHistory <= MostEvents),
            new("Peak memory of the app", $"{run.PeakMemory / (1024 * 1024)} MB", $"{MostMemory / (1024 * 1024)} MB", run.PeakMemory < MostMemory),
            new("Processor time per item: Azurite", Milliseconds(azuriteCpu, options.Items)),
            new("Processor time per item: app (engine, HTTP, storage client)", Milliseconds(app.Cpu, options.Items)),
            new("  of which the storage client, as measured alone", Milliseconds(alone.ClientCpu, alone.Items)),
            new("Processor time per item: resellers", Milliseconds(simulator.Cpu, options.Items)),
            new("Blob operations per item (alone)", $"{BlobsAlone.OperationsPerItem}"),
        };
        return Report(options, figures);
    }

    private static async Task<AzuriteProcess> StartAzuriteAsync(string location)
    {
        Environment.SetEnvironmentVariable(AccountsVariable, $"{AzuriteProcess.AccountName}:{Key};{AloneAccount}:{Key}");
        return await AzuriteProcess.StartAsync(location: location);
    }

    private static Dictionary<string, string> AppSettings(AzuriteProcess azurite, ChildProcess simulator, string data) => new()
    {
        ["AzureWebJobsStorage"] = azurite.ConnectionString,
        ["EmbeddedHost__DataDirectory"] = data,
        ["Providers__tokenhub__BaseUrl"] = $"{simulator.Address}tokenhub/api/v1",
        ["Providers__tokenhub__ApiKey"] = "benchmark",
        ["Assets__AllowPrivateNetworks"] = "true",
        ["Polling__FirstLook"] = "00:00:00.1",
        ["Polling__Growth"] = "1.5",
        ["Polling__MaxInterval"] = "00:00:02",
        ["Logging__LogLevel__Default"] = "Warning",
        ["DOTNET_gcServer"] = "0",
    };

    private static async Task<BatchRun> RunBatchAsync(ChildProcess app, BatchBenchmarkOptions options, string data)
    {
        var watch = Stopwatch.StartNew();
        var id = await StartAsync(app, options);
        var peak = 0L;
        var largest = 0;
        var killed = !options.Kill;
        while (true)
        {
            var batch = await app.GetAsync($"/api/batches/{id}");
            peak = Math.Max(peak, app.PeakMemory);
            var succeeded = batch.GetProperty("counts").GetProperty("succeeded").GetInt32();
            AnsiConsole.MarkupLineInterpolated($"[grey]{watch.Elapsed.TotalSeconds,6:0} s  {succeeded,6} succeeded  {app.Memory / (1024 * 1024),4} MB[/]");
            if (!killed && succeeded >= options.Items / 2)
            {
                killed = true;
                await app.KillAndRestartAsync();
                AnsiConsole.MarkupLine("[yellow]killed and started again[/]");
            }

            if (batch.GetProperty("status").GetString() != "running")
            {
                break;
            }

            largest = Math.Max(largest, Histories.Largest(data));

            // Another process: there is nothing to wait for but the clock.
            await Task.Delay(TimeSpan.FromSeconds(2));
        }

        watch.Stop();
        var (results, ended) = await ResultsAsync(app, id);
        return new BatchRun(watch.Elapsed, results, ended, Math.Max(largest, Histories.Largest(data)), Math.Max(peak, app.PeakMemory));
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

    private static async Task<(int Results, int Succeeded)> ResultsAsync(ChildProcess app, string id)
    {
        var text = await app.Http.GetStringAsync(new Uri($"/api/batches/{id}/results", UriKind.Relative));
        var items = text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line)).ToList();
        return (
            items.Select(item => item.GetProperty("number").GetInt32()).Distinct().Count(),
            items.Count(item => item.GetProperty("status").GetString() == "succeeded"));
    }

    private static async Task<int> AcceptedAsync(ChildProcess simulator) =>
        (await simulator.GetAsync("/admin/stats")).GetProperty("accepted").GetInt32();

    private static int Report(BatchBenchmarkOptions options, List<Figure> figures)
    {
        var table = new Table().AddColumns("What", "Figure", "Goal", "Met");
        table.Title = new TableTitle(string.Create(
            CultureInfo.InvariantCulture,
            $"{options.Items:N0} items, {options.Lanes} at once, generation {options.GenerationSeconds} s{(options.Kill ? ", app killed in the middle" : "")}"));
        foreach (var figure in figures)
        {
            table.AddRow(figure.What, figure.Value, figure.Goal ?? "", figure.IsMet switch { true => "yes", false => "no", null => "" });
        }

        AnsiConsole.Write(table);
        return figures.All(figure => figure.IsMet != false) ? 0 : 1;
    }

    private static string Per(double itemsPerSecond) => string.Create(CultureInfo.InvariantCulture, $"{itemsPerSecond:0.0} items/s");

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0} %");

    private static string Milliseconds(TimeSpan cpu, int items) =>
        string.Create(CultureInfo.InvariantCulture, $"{cpu.TotalMilliseconds / items:0.0} ms");

    private sealed record BatchRun(TimeSpan Elapsed, int Results, int Succeeded, int LargestHistory, long PeakMemory);
}

/// <summary>What to run: <c>items=10000 lanes=64 generation=0 kill</c>.</summary>
internal sealed record BatchBenchmarkOptions(int Items = 10_000, int Lanes = 64, double GenerationSeconds = 0, bool Kill = false)
{
    public static BatchBenchmarkOptions Parse(IEnumerable<string> args) => args.Aggregate(new BatchBenchmarkOptions(), (options, arg) => arg.Split('=') switch
    {
        ["items", var items] => options with { Items = int.Parse(items, CultureInfo.InvariantCulture) },
        ["lanes", var lanes] => options with { Lanes = int.Parse(lanes, CultureInfo.InvariantCulture) },
        ["generation", var seconds] => options with { GenerationSeconds = double.Parse(seconds, CultureInfo.InvariantCulture) },
        ["kill"] => options with { Kill = true },
        _ => throw new ArgumentException($"Unknown argument '{arg}'."),
    });
}
