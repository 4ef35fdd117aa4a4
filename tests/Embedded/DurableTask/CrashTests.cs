using System.Diagnostics;
using System.Globalization;
using Microsoft.DurableTask.Client;
using VideoPipeline.Embedded.DurableTask.Replay;
using VideoPipeline.Embedded.DurableTask.Store;
using Xunit;
using Xunit.Abstractions;

namespace VideoPipeline.Embedded.Tests.DurableTask;

/// <summary>An engine in a process of its own is killed, again and again, at moments of no choice; then it has to have done its work.</summary>
public sealed class CrashTests(ITestOutputHelper output)
{
    private const int Instances = 1000;
    private const int Kills = 12;
    private const int Seed = 20261120;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(100);

    [Fact]
    public async Task Killed_engine_ends_all_its_work_and_repeats_nothing_that_was_recorded()
    {
        var directory = Directory.CreateTempSubdirectory("engine-crash-");
        var random = new Random(Seed);
        var recorded = new HashSet<string>();
        var repeated = new List<string>();
        for (var life = 0; life < Kills; life++)
        {
            var before = Lines(directory, "ran.log").Length;
            var ended = await LiveAsync(directory, killAfter: random.Next(0, 40));
            repeated.AddRange(Lines(directory, "ran.log").Skip(before).Where(recorded.Contains));
            var store = new StoreInspection(directory);
            recorded.UnionWith(store.DoneActivities);
            Assert.Empty(Lines(directory, "promised.log").Where(line => line.StartsWith("started ", StringComparison.Ordinal))
                .Select(line => line["started ".Length..]).Except(store.InstanceIds));
            output.WriteLine($"life {life}: {store.InstanceIds.Count} instances, {recorded.Count} activities recorded, ended: {ended}");
        }

        var last = Lines(directory, "ran.log").Length;
        Assert.True(await LiveAsync(directory, killAfter: null), "The last life did not end its work.");
        repeated.AddRange(Lines(directory, "ran.log").Skip(last).Where(recorded.Contains));

        Assert.Empty(repeated);
        Assert.Empty(new StoreInspection(directory).Works
            .Where(work => work.Value != Expected(work.Key)).Select(work => $"{work.Key}: {work.Value}, not {Expected(work.Key)}"));
        Assert.Equal(Instances, new StoreInspection(directory).Works.Count);
        output.WriteLine($"{Lines(directory, "ran.log").Length} activity runs, {Lines(directory, "ran.log").Distinct().Count()} activities");
        directory.Delete(recursive: true);
    }

    private static string Expected(int number) =>
        string.Create(CultureInfo.InvariantCulture, $"\"{number + 1} {(3 * number) + 6} {number + 3} {(number * 10) + 1}\"");

    private static string[] Lines(DirectoryInfo directory, string journal)
    {
        var path = Path.Combine(directory.FullName, journal);
        return File.Exists(path) ? File.ReadAllLines(path) : [];
    }

    /// <summary>True when the process got to the end of its work by itself.</summary>
    private static async Task<bool> LiveAsync(DirectoryInfo directory, int? killAfter)
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd('/', '\\'));
        var app = Path.Combine(configuration.Parent!.Parent!.FullName, "CrashApp", configuration.Name, "CrashApp.dll");
        var start = new ProcessStartInfo("dotnet", [app, directory.FullName, Instances.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            Assert.Equal("started", await process.StandardOutput.ReadLineAsync(patience.Token));
            if (killAfter is { } lines)
            {
                // It says a line for every so many activities: a measure of progress that a slow machine does not change.
                while (lines-- > 0 && await process.StandardOutput.ReadLineAsync(patience.Token) is not (null or "finished"))
                {
                }

                process.Kill();
            }

            await process.WaitForExitAsync(patience.Token);
            return process.ExitCode == 0 && (await process.StandardOutput.ReadToEndAsync(patience.Token)).Contains("finished", StringComparison.Ordinal);
        }
        finally
        {
            process.Kill();
        }
    }

    /// <summary>What the store holds while no engine runs on it.</summary>
    private sealed class StoreInspection
    {
        public StoreInspection(DirectoryInfo directory)
        {
            using var connection = new SqliteConnection(Path.Combine(directory.FullName, "durable.db"), readOnly: false);
            using var instances = connection.Prepare($"SELECT {InstanceReading.Columns} FROM dt_instances");
            using var history = connection.Prepare("SELECT episode FROM dt_history WHERE instance = ? ORDER BY seq");
            while (instances.Step())
            {
                var row = instances.ReadInstance();
                InstanceIds.Add(row.Id);
                if (row.Id.StartsWith("work-", StringComparison.Ordinal) && row.Status == (int)OrchestrationRuntimeStatus.Completed)
                {
                    Works[int.Parse(row.Id["work-".Length..], CultureInfo.InvariantCulture)] = row.Output;
                }

                history.Bind(1, row.Key);
                ReadHistory(row.Id, history);
                history.Reset();
            }
        }

        public HashSet<string> InstanceIds { get; } = [];

        public HashSet<string> DoneActivities { get; } = [];

        public Dictionary<int, string?> Works { get; } = [];

        private void ReadHistory(string id, SqliteStatement history)
        {
            var calls = new Dictionary<int, TaskScheduled>();
            while (history.Step())
            {
                var episode = HistoryCodec.DecodeEpisode(history.Blob(0));
                foreach (var done in episode.Received.OfType<TaskCompleted>())
                {
                    DoneActivities.Add($"{id} {Label(calls[done.TaskId])}");
                }

                foreach (var call in episode.Scheduled.OfType<TaskScheduled>())
                {
                    calls[call.Id] = call;
                }
            }
        }

        private static string Label(TaskScheduled call) =>
            System.Text.Json.JsonDocument.Parse(call.Input!).RootElement.GetProperty("Label").GetString()!;
    }
}
