using System.Diagnostics;
using System.Globalization;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using VideoPipeline.Embedded.DurableTask;

namespace VideoPipeline.Benchmarks;

/// <summary>Ten thousand orchestrations that each wait for an event and a timer: memory, restart, and how fast an event is answered.</summary>
internal static class WaitingBenchmark
{
    private const int Count = 10_000;
    private const int Samples = 500;

    public static async Task<IReadOnlyList<Figure>> RunAsync()
    {
        await using var home = new EngineUnderTest(durable: true);
        var engine = await home.OpenAsync(Register);
        var ids = await Task.WhenAll(Enumerable.Range(0, Count).Select(
            i => engine.Client.ScheduleNewOrchestrationInstanceAsync("Waiting", i)));
        await engine.WhenIdleAsync();
        var memory = MemoryInMegabytes();
        var live = await LatenciesAsync(engine, ids.Take(Samples));

        var watch = Stopwatch.StartNew();
        engine = await home.OpenAsync(Register);
        var restart = watch.Elapsed;
        var replayed = await LatenciesAsync(engine, ids.Skip(Samples).Take(Samples));

        return
        [
            new Figure("10,000 waiting orchestrations: memory of the process", Text($"{memory:N0} MB"), "< 300 MB", memory < 300),
            new Figure("10,000 waiting orchestrations: stop, start, ready", Text($"{restart.TotalSeconds:N2} s"), "< 5 s", restart.TotalSeconds < 5),
            Latency("Event to completion among them", live),
            Latency("Event to completion after the restart (replayed)", replayed),
        ];
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static Figure Latency(string what, double[] sorted)
    {
        var median = sorted[sorted.Length / 2];
        return new Figure(what, Text($"p50 {median:N2} ms, p99 {sorted[sorted.Length * 99 / 100]:N2} ms"), "p50 < 5 ms", median < 5);
    }

    private static void Register(DurableTaskRegistry registry) => registry.AddOrchestratorFunc<int, string>(
        "Waiting", (context, _) => context.WaitForExternalEvent<string>("answer", TimeSpan.FromHours(5)));

    private static double MemoryInMegabytes()
    {
        GC.Collect();
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64 / 1048576.0;
    }

    private static async Task<double[]> LatenciesAsync(DurableTaskEngine engine, IEnumerable<string> ids)
    {
        var latencies = new List<double>();
        foreach (var id in ids)
        {
            var completion = engine.Client.WaitForInstanceCompletionAsync(id);
            var start = Stopwatch.GetTimestamp();
            await engine.Client.RaiseEventAsync(id, "answer", "yes");
            await completion;
            latencies.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        return [.. latencies.Order()];
    }
}
