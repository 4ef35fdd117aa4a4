using Spectre.Console;

namespace VideoPipeline.Benchmarks;

/// <summary>Measures the embedded Durable Task engine and prints one table.</summary>
internal static class EngineBenchmarks
{
    private static readonly (string Name, Func<Task<IReadOnlyList<Figure>>> Run)[] All =
    [
        ("sequence", SequenceBenchmark.RunAsync),
        ("fanout", FanOutBenchmark.RunAsync),
        ("waiting", WaitingBenchmark.RunAsync),
    ];

    public static async Task<int> RunAsync(IReadOnlyList<string> which)
    {
        var unknown = which.Except(All.Select(benchmark => benchmark.Name)).ToList();
        if (unknown.Count > 0)
        {
            await Console.Error.WriteLineAsync($"Unknown benchmark: {string.Join(", ", unknown)}");
            return 2;
        }

        var table = new Table().AddColumns("What", "Figure", "Goal", "Met");
        var met = true;
        foreach (var benchmark in All.Where(one => which.Count == 0 || which.Contains(one.Name)))
        {
            foreach (var figure in await benchmark.Run())
            {
                met &= figure.IsMet != false;
                table.AddRow(figure.What, figure.Value, figure.Goal ?? string.Empty, figure.IsMet switch
                {
                    true => "yes",
                    false => "no",
                    null => string.Empty,
                });
            }
        }

        AnsiConsole.Write(table);
        return met ? 0 : 1;
    }
}

/// <summary>One line of the table; figures without a goal are for information.</summary>
internal sealed record Figure(string What, string Value, string? Goal = null, bool? IsMet = null);
