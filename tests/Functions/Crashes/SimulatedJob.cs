using VideoPipeline.Jobs;

namespace VideoPipeline.Functions.Tests.Crashes;

/// <summary>One job of a simulation, from outside.</summary>
internal sealed class SimulatedJob(int number, string provider, string prompt)
{
    private static readonly string[] s_providers = ["auto", "gogogotoken", "seedanceapi", "tokenhub", "tokenlab"];

    public int Number { get; } = number;

    public string Provider { get; } = provider;

    /// <summary>Names the job at the resellers, and the faults that befall it there.</summary>
    public string Prompt { get; } = prompt;

    /// <summary>Empty until somebody has answered the request.</summary>
    public string Id { get; set; } = "";

    public JobDocument? Document { get; set; }

    public static SimulatedJob Next(int seed, int number, Random random) => new(
        number, s_providers[random.Next(s_providers.Length)], $"simulation {seed} job {number:D5}{SimulatedFaults.Next(random)}");
}
