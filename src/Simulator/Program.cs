using VideoPipeline.Simulator;

await using var app = SimulatorApp.Build(args);
await app.StartAsync();
foreach (var url in app.Urls)
{
    // Whoever starts the simulator on port 0 reads its address here.
    Console.WriteLine($"Simulator listening on {url}");
}

await app.WaitForShutdownAsync();
