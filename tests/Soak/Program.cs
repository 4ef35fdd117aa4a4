using System.Diagnostics;
using System.Globalization;
using VideoPipeline.Soak;

// dotnet run -c Release --project tests/Soak -- --seed 1 --kills 200 --jobs 500
// dotnet run -c Release --project tests/Soak -- --azure-storage --kills 6 --jobs 20
// dotnet run -c Release --project tests/Soak -- --azure-storage --hosts 2 --kills 0 --jobs 40   (one of them is killed for good half-way)
var seed = Option("--seed", 1);
var kills = Option("--kills", 20);
var jobs = Option("--jobs", 50);
var clock = Stopwatch.StartNew();

var hosts = Option("--hosts", 1);
var azureStorage = args.Contains("--azure-storage");
if (hosts > 1 && !azureStorage)
{
    Console.Error.WriteLine("More than one host needs --azure-storage: SQLite is of one process.");
    return 2;
}

await using var soak = await SoakRun.StartAsync(seed, azureStorage, hosts);
await soak.RunAsync(jobs, kills);
var violations = await new SoakCheck(soak).RunAsync();
foreach (var violation in violations)
{
    Console.WriteLine(violation);
}

foreach (var (url, count) in await soak.SubmissionsByHostAsync())
{
    Console.WriteLine($"{url} sent {count} of the submissions that name their host");
}

Console.WriteLine(string.Create(
    CultureInfo.InvariantCulture,
    $"{soak.Kills} kills, {soak.Jobs.Count} jobs, {violations.Count} violations ({soak.Outcomes}; seed {seed}, {clock.Elapsed:hh\\:mm\\:ss})"));
return violations.Count == 0 && soak.Kills >= kills ? 0 : 1;

int Option(string name, int otherwise) =>
    Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length
        ? int.Parse(args[at + 1], CultureInfo.InvariantCulture)
        : otherwise;
