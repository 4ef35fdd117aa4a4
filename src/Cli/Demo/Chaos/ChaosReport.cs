using System.Globalization;
using System.Text.Json.Nodes;
using VideoPipeline.Cli.Shell;
using VideoPipeline.Cli.Videos;

namespace VideoPipeline.Cli.Demo.Chaos;

internal static class ChaosReport
{
    public static void Write(ChaosOutcome outcome, IReadOnlyList<DemoResult> results, Terminal terminal)
    {
        var (host, worker) = (outcome.Kills.Count(kill => kill.Victim is "host"), outcome.Kills.Count(kill => kill.Victim is "worker"));
        terminal.Line("");
        terminal.Line(string.Create(
            CultureInfo.InvariantCulture,
            $"Seed {outcome.Seed}: host killed {host} times, worker {worker} times, {outcome.Kills.Count(kill => kill.OpenPosts > 0)} times while a POST was open; back after {outcome.Kills.Min(Seconds):0.0} to {outcome.Kills.Max(Seconds):0.0} s."));
        terminal.Line(outcome.Answers.Count == 0
            ? "No job ended ambiguous."
            : $"{outcome.Answers.Count} ended ambiguous and were resolved: {outcome.Answers.Count(answer => answer.Task is not null)} by the reseller's task, {outcome.Answers.Count(answer => answer.Task is null)} sent again because there was none.");
        foreach (var fault in outcome.Faults)
        {
            terminal.Line("[red]{0}[/]", fault);
        }

        if (outcome.Faults.Count == 0)
        {
            terminal.Line($"Nothing was submitted twice: {results.Count} prompts, {results.Count} accepted POSTs.");
            terminal.Line($"The bill, {Money.Usd(results.Sum(result => result.Billed))}, equals the resellers' books to the digit, task by task.");
        }
    }

    public static JsonObject Document(ChaosOutcome outcome) => new()
    {
        ["seed"] = outcome.Seed,
        ["kills"] = new JsonArray([.. outcome.Kills.Select(kill => new JsonObject
        {
            ["victim"] = kill.Victim,
            ["open_posts"] = kill.OpenPosts,
            ["recovery_seconds"] = Math.Round(Seconds(kill), 2),
        })]),
        ["resolved"] = new JsonArray([.. outcome.Answers.Select(answer => new JsonObject
        {
            ["item"] = answer.Item,
            ["id"] = answer.Job,
            ["task_id"] = answer.Task,
        })]),
        ["faults"] = new JsonArray([.. outcome.Faults.Select(fault => JsonValue.Create(fault))]),
    };

    private static double Seconds(Kill kill) => kill.Recovery.TotalSeconds;
}
