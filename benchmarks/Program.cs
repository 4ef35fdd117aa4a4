using System.Globalization;
using VideoPipeline.Benchmarks.Batch;
using VideoPipeline.Benchmarks.Cost;
using VideoPipeline.Benchmarks.Engine;

switch (args)
{
    case ["batch", .. var options]:
        return await BatchBenchmark.RunAsync(BatchBenchmarkOptions.Parse(options));
    case ["cost", .. var rest]:
        return await CostBenchmark.RunAsync(Number(rest, 0, 20), Number(rest, 1, 105));
    case ["engine", "throughput", .. var rest]:
        return await EngineBenchmark.ThroughputAsync(Number(rest, 0, 10_000));
    case ["engine", "azure", .. var rest]:
        return await EngineBenchmark.AzureAsync(Number(rest, 0, 200));
    case ["engine", "settings", .. var rest]:
        return await EngineBenchmark.SettingsAsync(Number(rest, 0, 3_000));
    case ["engine", "idle", .. var rest]:
        return await EngineBenchmark.IdleAsync(Number(rest, 0, 500));
    case ["engine", "waiting", .. var rest]:
        return await EngineBenchmark.WaitingAsync(Number(rest, 0, 10_000));
    case ["engine", "recovery", .. var rest]:
        return await EngineBenchmark.RecoveryAsync(Number(rest, 0, 3_000));
    default:
        Console.Error.WriteLine("""
            Usage: dotnet run -c Release --project benchmarks -- COMMAND

              batch [items=10000] [lanes=64] [generation=0] [kill] [batch-only] [indexed]
              engine throughput|azure|settings|idle|waiting|recovery [COUNT]
              cost [JOBS [GENERATION_SECONDS]]
            """);
        return 2;
}

static int Number(string[] args, int at, int otherwise) =>
    at < args.Length ? int.Parse(args[at], CultureInfo.InvariantCulture) : otherwise;
