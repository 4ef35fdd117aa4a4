using VideoPipeline.Benchmarks;

if (args is not ["engine", .. var which])
{
    Console.Error.WriteLine("Usage: dotnet run -c Release --project benchmarks -- engine [sequence|fanout|waiting]");
    return 2;
}

return await EngineBenchmarks.RunAsync(which);
