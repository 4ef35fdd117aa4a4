using VideoPipeline.Benchmarks.Batch;

switch (args)
{
    case ["batch", .. var options]:
        return await BatchBenchmark.RunAsync(BatchBenchmarkOptions.Parse(options));
    default:
        Console.Error.WriteLine("Usage: dotnet run -c Release --project benchmarks -- batch [items=10000] [lanes=64] [generation=0] [kill] [batch-only] [indexed]");
        return 2;
}
