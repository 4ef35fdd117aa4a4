using System.Diagnostics;

namespace VideoPipeline.FrontDoors.Tests;

/// <summary>A test that runs a program which a machine need not have: without it the test is skipped, unless the run demands it.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ProgramTheoryAttribute : TheoryAttribute
{
    /// <summary>Set by <c>.ci/run</c>, which has installed the programs.</summary>
    private const string Demand = "REQUIRE_SEED_PROGRAMS";

    public ProgramTheoryAttribute(string program, params string[] probe)
    {
        if (Environment.GetEnvironmentVariable(Demand) is null && !Runs(program, probe))
        {
            Skip = $"'{program} {string.Join(' ', probe)}' does not run here; .ci/run installs what is missing.";
        }
    }

    private static bool Runs(string program, string[] probe)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, probe) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            return process.WaitForExit(TimeSpan.FromSeconds(20)) && process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
