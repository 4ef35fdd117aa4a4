using System.Diagnostics;
using System.Globalization;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace VideoPipeline.Benchmarks;

/// <summary>One orchestration that waits for ten thousand activities at once.</summary>
internal static class FanOutBenchmark
{
    private const int Width = 10_000;

    public static async Task<IReadOnlyList<Figure>> RunAsync()
    {
        await MeasureAsync();
        var seconds = await MeasureAsync();
        return
        [
            new Figure(
                string.Create(CultureInfo.InvariantCulture, $"Fan-out of {Width:N0} activities, durable"),
                string.Create(CultureInfo.InvariantCulture, $"{seconds:N2} s, {Width / seconds:N0} activities/s")),
        ];
    }

    private static async Task<double> MeasureAsync()
    {
        await using var home = new EngineUnderTest(durable: true);
        var engine = await home.OpenAsync(registry => registry
            .AddOrchestratorFunc<int, long>("FanOut", async (context, width) =>
            {
                var results = await Task.WhenAll(
                    Enumerable.Range(0, width).Select(i => context.CallActivityAsync<long>("Square", i)));
                return results.Sum();
            })
            .AddActivityFunc<long, long>("Square", (_, input) => input * input));

        var watch = Stopwatch.StartNew();
        var id = await engine.Client.ScheduleNewOrchestrationInstanceAsync("FanOut", Width);
        var result = await engine.Client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true);
        var seconds = watch.Elapsed.TotalSeconds;

        var expected = Enumerable.Range(0, Width).Sum(i => (long)i * i);
        return result.ReadOutputAs<long>() == expected ? seconds : throw new InvalidOperationException($"Wrong result: {result}");
    }
}
