using VideoPipeline.Simulator;

await SimulatorApp.Build(args).RunAsync();
