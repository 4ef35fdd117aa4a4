using System.Globalization;
using DurableTask.Core;
using Microsoft.DurableTask.Testing.Sidecar;
using VideoPipeline.DurableTask.Benchmarks;
using VideoPipeline.DurableTask.Sqlite;

// dotnet run -c Release [COUNT …]: COUNT orchestrations of five activities each on SQLite (every commit flushed) and in memory,
// three runs of each by turns, the medians and their ratio.
int[] counts = args.Length > 0 ? [.. args.Select(arg => int.Parse(arg, CultureInfo.InvariantCulture))] : [200, 1_000, 10_000];
Console.WriteLine($"{Environment.ProcessorCount} processors, .NET {Environment.Version}; 100 orchestrations and 100 activities at a time");
foreach (var count in counts)
{
    List<double> sqlite = [], memory = [];
    for (var run = 0; run < 3; run++)
    {
        memory.Add(await RunAsync(new InMemoryOrchestrationService(), count));
        sqlite.Add(await OnSqliteAsync(count));
    }

    var (onSqlite, inMemory) = (Median(sqlite), Median(memory));
    Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{count,6} x 5: SQLite {onSqlite,7:N0}/s, in memory {inMemory,7:N0}/s, ratio {onSqlite / inMemory:N2}  ({string.Join(' ', sqlite.Select(r => $"{r:N0}"))} | {string.Join(' ', memory.Select(r => $"{r:N0}"))})"));
}

static async Task<double> OnSqliteAsync(int count)
{
    var directory = Directory.CreateTempSubdirectory("sqlite-benchmark-");
    using (var service = new SqliteOrchestrationService(new SqliteOrchestrationServiceOptions { DatabasePath = Path.Combine(directory.FullName, "hub.db") }))
    {
        var rate = await RunAsync(service, count);
        service.Dispose();
        directory.Delete(recursive: true);
        return rate;
    }
}

static double Median(List<double> rates) => rates.Order().ElementAt(rates.Count / 2);

static async Task<double> RunAsync(IOrchestrationService service, int count)
{
    using var worker = new TaskHubWorker(service);
    worker.AddTaskOrchestrations(typeof(Steps));
    worker.AddTaskActivities(typeof(AddOne));
    await worker.StartAsync();
    var client = new TaskHubClient((IOrchestrationServiceClient)service);
    var started = TimeProvider.System.GetTimestamp();
    await Parallel.ForEachAsync(
        Enumerable.Range(0, count),
        new ParallelOptions { MaxDegreeOfParallelism = 64 },
        async (i, _) => await client.CreateOrchestrationInstanceAsync(typeof(Steps), $"job-{i}", 0));
    for (var i = 0; i < count; i++)
    {
        var state = await client.WaitForOrchestrationAsync(new OrchestrationInstance { InstanceId = $"job-{i}" }, TimeSpan.FromMinutes(5));
        if (state.Output != "5")
        {
            throw new InvalidOperationException($"job-{i} ended as {state.OrchestrationStatus} with {state.Output}.");
        }
    }

    var rate = count / TimeProvider.System.GetElapsedTime(started).TotalSeconds;
    await worker.StopAsync(isForced: true);
    return rate;
}
