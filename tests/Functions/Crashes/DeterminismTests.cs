using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace VideoPipeline.Functions.Tests.Crashes;

/// <summary>
/// A seed says all that happens: two processes that run it commit the same, event by event and in the same order. <c>DETERMINISM_SEEDS</c>
/// says how many seeds, <c>DETERMINISM_JOBS</c> how many jobs each.
/// </summary>
public sealed partial class DeterminismTests
{
    private const string Into = "DETERMINISM_INTO";

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(20);

    [Fact]
    public Task Seeds_give_equal_histories_in_two_processes() => Task.Run(async () =>
    {
        if (Environment.GetEnvironmentVariable(Into) is { Length: > 0 } folder)
        {
            await WriteAsync(folder);
            return;
        }

        var mine = Directory.CreateTempSubdirectory("histories-").FullName;
        var other = Directory.CreateTempSubdirectory("histories-").FullName;
        using var process = Other(other);
        await WriteAsync(mine);
        var said = await process.StandardOutput.ReadToEndAsync().WaitAsync(s_patience);
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, said);

        foreach (var file in Directory.GetFiles(mine))
        {
            var (here, there) = (await File.ReadAllLinesAsync(file), await File.ReadAllLinesAsync(Path.Combine(other, Path.GetFileName(file))));
            var line = here.Zip(there).TakeWhile(pair => pair.First == pair.Second).Count();
            Assert.True(
                line == here.Length && line == there.Length,
                $"{Path.GetFileName(file)} differs at line {line + 1} of {here.Length} and {there.Length}:\n"
                + $"{here.ElementAtOrDefault(line)}\n{there.ElementAtOrDefault(line)}\n"
                + $"DETERMINISM_FIRST={Path.GetFileNameWithoutExtension(file)} DETERMINISM_SEEDS=1 DETERMINISM_JOBS={Jobs} "
                + $"dotnet test tests/Functions --filter {nameof(DeterminismTests)}");
            Assert.True(here.Length > Jobs);
        }

        Directory.Delete(mine, recursive: true);
        Directory.Delete(other, recursive: true);
    });

    private static int Jobs => Setting("DETERMINISM_JOBS", 25);

    private static async Task WriteAsync(string folder)
    {
        var first = Setting("DETERMINISM_FIRST", 1);
        for (var seed = first; seed < first + Setting("DETERMINISM_SEEDS", 2); seed++)
        {
            var lines = new List<string>();
            await using var simulation = new Simulation(seed, Jobs)
            {
                Committed = (id, events) => lines.AddRange(events.Select(entry => Comparable($"{id} {entry}"))),
            };
            await simulation.RunAsync();
            await File.WriteAllLinesAsync(Path.Combine(folder, $"{seed}.txt"), lines);
        }
    }

    // What may differ between two processes, and nothing else: ports, trace ids. Execution ids are the hub's own, and equal.
    private static string Comparable(string entry) => TraceParent().Replace(Port().Replace(entry, "127.0.0.1:0"), "trace");

    private static Process Other(string folder)
    {
        var start = new ProcessStartInfo(
            "dotnet", ["vstest", typeof(DeterminismTests).Assembly.Location, $"--TestCaseFilter:FullyQualifiedName~{nameof(DeterminismTests)}"])
        {
            RedirectStandardOutput = true,
        };
        start.Environment[Into] = folder;
        return Process.Start(start)!;
    }

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : otherwise;

    [GeneratedRegex(@"127\.0\.0\.1:\d+")]
    private static partial Regex Port();

    [GeneratedRegex("00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]")]
    private static partial Regex TraceParent();
}
