using System.Diagnostics;
using System.Globalization;
using Xunit.Abstractions;

namespace VideoPipeline.Functions.Tests.Crashes;

/// <summary>
/// Random faults, crashes and people over many jobs. <c>SIMULATION_JOBS</c> and <c>SIMULATION_SEED</c> choose how many and which;
/// by default a thousand, and always the same; ten thousand are a command.
/// </summary>
public sealed class SimulationTests(ITestOutputHelper output)
{
    private const int JobsPerWorld = 1000;
    private const int DefaultJobs = 1_000;

    // More than there are cores: a world often waits for what sleeps in it.
    private const int Worlds = 4;

    [Fact]
    public Task Jobs_are_paid_once_stored_and_billed_whatever_happens_to_them() => Task.Run(async () =>
    {
        var jobs = Setting("SIMULATION_JOBS", DefaultJobs);
        var seed = Setting("SIMULATION_SEED", 1);
        var (begin, used) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        var worlds = Enumerable.Range(0, (jobs + JobsPerWorld - 1) / JobsPerWorld);
        await Parallel.ForEachAsync(
            worlds,
            new ParallelOptions { MaxDegreeOfParallelism = Worlds },
            async (world, _) => await RunAsync(seed + world, Math.Min(JobsPerWorld, jobs - (world * JobsPerWorld))));

        // The other tests that run beside this one use the processors too.
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{jobs} jobs in {Stopwatch.GetElapsedTime(begin).TotalSeconds:0} s; processor {(Environment.CpuUsage.TotalTime - used).TotalSeconds:0} s"));
    });

    private async Task RunAsync(int seed, int jobs)
    {
        await using var simulation = new Simulation(seed, jobs);
        var check = new SimulationCheck(simulation);
        IReadOnlyList<string> violations;
        try
        {
            await simulation.RunAsync();
            violations = await check.RunAsync();
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"{Reproduce(seed, jobs)}\n{e.Message}", e);
        }

        lock (output)
        {
            output.WriteLine(
                $"seed {seed}: {jobs} jobs, {simulation.Crashes} crashes, {simulation.Cancels} cancels, {simulation.Forgeries} forged callbacks, "
                + $"{simulation.Answers} operators' answers; {string.Join(", ", check.Outcomes.OrderBy(outcome => outcome.Key).Select(outcome => $"{outcome.Value} {outcome.Key}"))}; "
                + $"ledger / resellers in USD: {string.Join(", ", check.Sums)}");
        }

        Assert.True(
            violations.Count == 0,
            $"{Reproduce(seed, jobs)}\n{violations.Count} violations, the first of them:\n{string.Join('\n', violations.Take(20))}");
    }

    private static string Reproduce(int seed, int jobs) =>
        $"SIMULATION_SEED={seed} SIMULATION_JOBS={jobs} dotnet test tests/Functions/Functions.Tests.csproj --filter {nameof(SimulationTests)}";

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : otherwise;
}
