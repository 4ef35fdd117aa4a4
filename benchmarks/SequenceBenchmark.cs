using System.Diagnostics;
using System.Globalization;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace VideoPipeline.Benchmarks;

/// <summary>Orchestrations of five activities, one after the other, many at once: with and without the disk's word.</summary>
internal static class SequenceBenchmark
{
    private const double Goal = 3000;
    private const int Runs = 3;

    public static async Task<IReadOnlyList<Figure>> RunAsync()
    {
        await MeasureAsync(durable: true, count: 5000);
        var figures = new List<Figure>();
        foreach (var (durable, count) in new[] { (true, 1000), (true, 10_000), (false, 1000), (false, 10_000) })
        {
            var (rate, cpu) = await BestAsync(durable, count);
            figures.Add(new Figure(
                string.Create(CultureInfo.InvariantCulture, $"{count:N0} orchestrations of 5 activities, {(durable ? "durable" : "not flushed")}"),
                string.Create(CultureInfo.InvariantCulture, $"{rate:N0}/s ({cpu.TotalMicroseconds:N0} µs of CPU each), best of {Runs}"),
                durable ? string.Create(CultureInfo.InvariantCulture, $"{Goal:N0}/s") : null,
                durable ? rate >= Goal : null));
        }

        return figures;
    }

    /// <summary>The best of a few, because a machine that does other things as well can only make it worse.</summary>
    private static async Task<(double Rate, TimeSpan Cpu)> BestAsync(bool durable, int count)
    {
        var runs = new List<(double Rate, TimeSpan Cpu)>();
        for (var i = 0; i < Runs; i++)
        {
            runs.Add(await MeasureAsync(durable, count));
        }

        return runs.MaxBy(run => run.Rate);
    }

    private static async Task<(double Rate, TimeSpan Cpu)> MeasureAsync(bool durable, int count)
    {
        await using var home = new EngineUnderTest(durable);
        var engine = await home.OpenAsync(registry => registry
            .AddOrchestratorFunc<int, int>("Sequence", async (context, input) =>
            {
                for (var i = 0; i < 5; i++)
                {
                    input = await context.CallActivityAsync<int>("Increment", input);
                }

                return input;
            })
            .AddActivityFunc<int, int>("Increment", (_, input) => input + 1));

        var cpu = Environment.CpuUsage.TotalTime;
        var watch = Stopwatch.StartNew();
        var ids = await Task.WhenAll(Enumerable.Range(0, count).Select(
            i => engine.Client.ScheduleNewOrchestrationInstanceAsync("Sequence", i)));
        await Task.WhenAll(ids.Select(id => engine.Client.WaitForInstanceCompletionAsync(id)));
        var rate = count / watch.Elapsed.TotalSeconds;
        var each = (Environment.CpuUsage.TotalTime - cpu) / count;

        var last = await engine.Client.GetInstanceAsync(ids[^1], getInputsAndOutputs: true);
        return last!.ReadOutputAs<int>() == count + 4 ? (rate, each) : throw new InvalidOperationException($"Wrong result: {last}");
    }
}
