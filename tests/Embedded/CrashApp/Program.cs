// Runs orchestrations on an engine until they are done, or until somebody kills it. Started again on the same directory it
// goes on. Writes what its activities did and what it was promised to journals that outlive it.
using CrashApp;
using Microsoft.DurableTask;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using VideoPipeline.Embedded.DurableTask;

var (directory, count) = (args[0], int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture));
using var ran = new Journal(Path.Combine(directory, "ran.log"), sayEvery: 25);
using var promised = new Journal(Path.Combine(directory, "promised.log"));
var registry = new DurableTaskRegistry();
Work.Register(registry, ran);

await using var services = new ServiceCollection().BuildServiceProvider();
var options = new DurableTaskEngineOptions { DatabasePath = Path.Combine(directory, "durable.db"), MaxCachedInstances = 300 };
await using var engine = new DurableTaskEngine(options, registry, services, TimeProvider.System, NullLoggerFactory.Instance);
await engine.StartAsync();
Console.WriteLine("started");

await Work.DriveAsync(engine.Client, count, promised);
Console.WriteLine("finished");
