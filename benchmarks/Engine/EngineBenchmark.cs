using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using VideoPipeline.Benchmarks.Batch;

namespace VideoPipeline.Benchmarks.Engine;

/// <summary>
/// Orchestrations of five activities behind LocalHost and the real worker, on one backend and another by turns: fresh processes and an
/// empty hub each time, the same settings on both sides, medians and their ratio.
/// </summary>
internal static class EngineBenchmark
{
    private const int Runs = 3;

    // From nothing to many: what a host's first minute is like.
    private const int Cold = 1_000;

    /// <summary><c>engine throughput [COUNT]</c>: SQLite against the in-memory service in the same host.</summary>
    public static async Task<int> ThroughputAsync(int count)
    {
        List<(double Cold, double Warm)> sqlite = [], memory = [];
        for (var run = 0; run < Runs; run++)
        {
            memory.Add(await ColdAndWarmAsync("memory", count, []));
            sqlite.Add(await ColdAndWarmAsync("sqlite", count, []));
        }

        Tell($"{count:N0} x 5 behind the real worker, {Environment.ProcessorCount} processors, 100 activities and orchestrations at once");
        return Show(
            [
                Figure("SQLite, per second", sqlite.Select(run => run.Warm)),
                Figure("in memory, per second", memory.Select(run => run.Warm)),
                Figure("SQLite, the first 1,000 of a cold host", sqlite.Select(run => run.Cold)),
            ],
            ("SQLite / in memory", Median(sqlite.Select(run => run.Warm)) / Median(memory.Select(run => run.Warm)), 1.0),
            ("cold / sustained", Median(sqlite.Select(run => run.Cold)) / Median(sqlite.Select(run => run.Warm)), 0.45));
    }

    /// <summary><c>engine azure [COUNT]</c>: SQLite against Azure Storage on Azurite.</summary>
    public static async Task<int> AzureAsync(int count)
    {
        List<double> sqlite = [], azure = [];
        for (var run = 0; run < Runs; run++)
        {
            sqlite.Add(await OnceAsync("sqlite", count, "UseDevelopmentStorage=true"));
            await using var azurite = await AzuriteServices.StartAsync();
            azure.Add(await OnceAsync("azureStorage", count, azurite.ConnectionString));
        }

        Tell($"{count:N0} x 5 behind the real worker, host warmed by 20");
        return Show(
            [Figure("SQLite, per second", sqlite), Figure("Azure Storage on Azurite, per second", azure)],
            ("SQLite / Azure Storage", Median(sqlite) / Median(azure), 30));
    }

    /// <summary><c>engine settings</c>: which runtime settings of host and worker are the fastest here.</summary>
    public static async Task<int> SettingsAsync(int count)
    {
        (string Name, Dictionary<string, string> Settings)[] variants =
        [
            ("PGO off", new() { ["DOTNET_TieredPGO"] = "0" }),
            ("PGO on", new() { ["DOTNET_TieredPGO"] = "1" }),
            ("PGO off, no tiers", new() { ["DOTNET_TieredPGO"] = "0", ["DOTNET_TieredCompilation"] = "0" }),
        ];
        var runs = variants.Select(_ => new List<(double Cold, double Warm)>()).ToArray();
        for (var run = 0; run < Runs; run++)
        {
            for (var variant = 0; variant < variants.Length; variant++)
            {
                runs[variant].Add(await ColdAndWarmAsync("sqlite", count, variants[variant].Settings));
            }
        }

        Tell($"SQLite behind the real worker: the first {Cold:N0} of a cold host, then {count:N0}");
        for (var variant = 0; variant < variants.Length; variant++)
        {
            Tell($"  {variants[variant].Name,-20} cold {Median(runs[variant].Select(run => run.Cold)),6:N0}/s, then {Median(runs[variant].Select(run => run.Warm)),6:N0}/s");
        }

        return 0;
    }

    /// <summary><c>engine idle</c>: how soon one ends on an idle system.</summary>
    public static async Task<int> IdleAsync(int count)
    {
        using var data = new TemporaryDirectory();
        await using var host = await EngineHost.StartAsync("sqlite", data.Sub("hub"), []);
        await host.PostAsync("/latency/warm/100");
        double[] times = [.. JsonElement.Parse(await host.PostAsync($"/latency/idle/{count}")).EnumerateArray().Select(time => time.GetDouble()).Order()];
        Tell($"one orchestration of five activities on an idle system, start to answer, {count} in a row");
        return Show([], ("p50, ms (at most)", times[count / 2], -15), ("p99, ms (at most)", times[count * 99 / 100], -60));
    }

    /// <summary><c>engine waiting</c>: what 10,000 orchestrations that wait for timers cost.</summary>
    public static async Task<int> WaitingAsync(int count)
    {
        using var data = new TemporaryDirectory();
        await using var host = await EngineHost.StartAsync("sqlite", data.Sub("hub"), []);
        await host.PostAsync($"/start/Wait/wait/{count}");
        await host.QuietAsync();
        var memory = host.Process.Memory;
        var cpu = host.Process.Cpu;
        await Task.Delay(TimeSpan.FromSeconds(20));
        var idle = host.Process.Cpu - cpu;
        var watch = Stopwatch.StartNew();
        await host.Process.KillAndRestartAsync();
        watch.Stop();
        Tell($"{count:N0} waiting for timers: {idle.TotalSeconds:N2} s of processor time in 20 s; {host.Process.Memory >> 20} MB after the restart");
        return Show(
            [],
            ("MB of host and worker (at most)", memory >> 20, -400),
            ("restart to ready, s (at most)", watch.Elapsed.TotalSeconds, -5));
    }

    /// <summary><c>engine recovery</c>: SIGKILL to host and worker in the middle of the work.</summary>
    public static async Task<int> RecoveryAsync(int count)
    {
        using var data = new TemporaryDirectory();
        await using var host = await EngineHost.StartAsync("sqlite", data.Sub("hub"), []);
        await host.PostAsync("/run/warm/500");
        await host.PostAsync($"/start/Five/kill/{count}");
        var before = await host.ProgressAsync() - 500;
        var watch = Stopwatch.StartNew();
        await host.Process.KillAndRestartAsync();
        var ready = watch.Elapsed;
        await host.UntilProgressAsync(1);
        var working = watch.Elapsed;
        await host.QuietAsync();
        var ended = await host.ProgressAsync();
        Tell($"kill -9 with about {count - before:N0} of {count:N0} open: ready after {ready.TotalSeconds:N2} s, all {ended:N0} ended within {watch.Elapsed.TotalSeconds:N1} s");
        return Show(
            [],
            ("the first ends after the kill, s (at most)", working.TotalSeconds, -5),
            ("ended in the second life (at least)", ended, Math.Max(1, count - before - 200)));
    }

    private static async Task<(double Cold, double Warm)> ColdAndWarmAsync(string backend, int count, Dictionary<string, string> settings)
    {
        using var data = new TemporaryDirectory();
        await using var host = await EngineHost.StartAsync(backend, data.Sub("hub"), settings);
        return (await host.RateAsync("cold", Cold), await host.RateAsync("warm", count));
    }

    private static async Task<double> OnceAsync(string backend, int count, string storage)
    {
        using var data = new TemporaryDirectory();
        await using var host = await EngineHost.StartAsync(backend, data.Sub("hub"), new() { ["AzureWebJobsStorage"] = storage });
        await host.RateAsync("first", 20);
        return await host.RateAsync("run", count);
    }

    private static (string, string) Figure(string what, IEnumerable<double> rates) =>
        (what, string.Create(CultureInfo.InvariantCulture, $"{Median(rates):N0}  ({string.Join(' ', rates.Select(rate => $"{rate:N0}"))})"));

    private static double Median(IEnumerable<double> values) => values.Order().ElementAt(values.Count() / 2);

    private static void Tell(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    // A goal below zero is the most that it may be.
    private static int Show(IEnumerable<(string What, string Value)> figures, params (string What, double Value, double Goal)[] held)
    {
        foreach (var (what, value) in figures)
        {
            Tell($"  {what,-42} {value}");
        }

        foreach (var (what, value, goal) in held)
        {
            Tell($"  {what,-42} {value:N2}, goal {Math.Abs(goal):N2}: {(IsMet(value, goal) ? "met" : "missed")}");
        }

        return held.All(one => IsMet(one.Value, one.Goal)) ? 0 : 1;
    }

    private static bool IsMet(double value, double goal) => goal < 0 ? value <= -goal : value >= goal;
}
