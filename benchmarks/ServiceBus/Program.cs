using System.Globalization;
using VideoPipeline.Benchmarks.ServiceBus;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

// The same work against a store on disk that is flushed, one that is not, and one in memory, in turn and twice: ratios of one run.
const int Messages = 3000;
await BrokerRun.MeasureAsync(":memory:", durable: false, Messages / 4);
foreach (var round in Enumerable.Range(1, 2))
{
    var memory = await BrokerRun.MeasureAsync(":memory:", durable: false, Messages);
    var file = await BrokerRun.MeasureAsync(BrokerRun.NewFile(), durable: false, Messages);
    var flushed = await BrokerRun.MeasureAsync(BrokerRun.NewFile(), durable: true, Messages);
    Console.WriteLine($"round {round}: send, receive, complete with 32 at once: memory {memory.PerSecond:F0}/s, file {file.PerSecond:F0}/s ({file.PerSecond / memory.PerSecond:P0}), flushed {flushed.PerSecond:F0}/s ({flushed.PerSecond / memory.PerSecond:P0})");
    Console.WriteLine($"round {round}: round trip, flushed: p50 {flushed.P50.TotalMilliseconds:F1} ms, p99 {flushed.P99.TotalMilliseconds:F1} ms; memory: p50 {memory.P50.TotalMilliseconds:F1} ms, p99 {memory.P99.TotalMilliseconds:F1} ms");
}

Console.WriteLine($"10,000 waiting messages of 1 KB: {await BrokerRun.MeasureWaitingAsync(10_000) / 1024.0 / 1024.0:F1} MB of managed memory");
