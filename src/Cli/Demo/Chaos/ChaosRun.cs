using VideoPipeline.Cli.Shell;
using VideoPipeline.Cli.Up;
using VideoPipeline.Cli.Videos;

namespace VideoPipeline.Cli.Demo.Chaos;

/// <summary>The demo while host and worker are killed: submits, kills, follows, answers for what is ambiguous, and audits.</summary>
internal sealed class ChaosRun(LocalStack stack, Session session, int seed, DemoOutput output)
{
    private const int Kills = 6;
    private const int Rounds = 5;

    private static readonly TimeSpan Submitting = TimeSpan.FromSeconds(12);

    /// <summary>
    /// Windows so short that a demo can wait for what is ambiguous, and one for the operator that is long enough for the kills to end.
    /// </summary>
    public static IReadOnlyDictionary<string, string> AppSettings { get; } = new Dictionary<string, string>
    {
        ["Submissions__PostTimeout"] = "00:00:05",
        ["Submissions__SendWindow"] = "00:00:02",
        ["Submissions__ClockSkew"] = "00:00:02",
        ["Submissions__AmbiguousWindow"] = "00:03:00",
    };

    public async Task<(IReadOnlyList<DemoResult> Results, ChaosOutcome Outcome)> RunAsync(
        IReadOnlyList<CatalogItem> items, CancellationToken cancellationToken)
    {
        using var patient = session.PatientlyAt(stack.Ports.AppUrl);
        var (demo, books) = (new DemoRun(patient, output), new ResellerBooks(session.Web, stack.Ports.SimulatorUrl));
        session.Terminal.Line($"Chaos with seed {seed}: {Kills} times, host or worker is killed (kill -9).");
        await books.HoldPostsAsync((items.Count + 1) / 2, cancellationToken);

        var random = new Random(seed);
        var moments = items.Select(_ => Submitting * random.NextDouble()).ToList();
        var submitting = demo.SubmitAsync(items, moments, cancellationToken);
        var kills = await new Killer(stack, patient, books, random).RunAsync(Kills, cancellationToken);
        var submissions = await submitting;

        var answerer = new Operator(patient, books);
        var answers = new List<OperatorAnswer>();
        var jobs = await demo.FollowAsync(submissions, cancellationToken);
        for (var round = 1; round <= Rounds && jobs.Any(IsAmbiguous); round++)
        {
            answers.AddRange(await answerer.ResolveAsync([.. jobs.Where(IsAmbiguous)], submissions, cancellationToken));
            jobs = await demo.FollowAsync(submissions, cancellationToken);
        }

        var results = await demo.CheckAsync(submissions, jobs, cancellationToken);
        return (results, new ChaosOutcome(seed, kills, answers, await books.FaultsAsync(results, cancellationToken)));
    }

    private static bool IsAmbiguous(Job job) => job.Status is "ambiguous";
}

/// <param name="Faults">What does not agree between the jobs and the resellers' books; empty when the promise holds.</param>
internal sealed record ChaosOutcome(int Seed, IReadOnlyList<Kill> Kills, IReadOnlyList<OperatorAnswer> Answers, IReadOnlyList<string> Faults);
