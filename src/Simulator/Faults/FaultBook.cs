using System.Collections.Concurrent;

namespace VideoPipeline.Simulator.Faults;

/// <summary>A standing order for a fault, made by the admin API.</summary>
/// <param name="Match">Part of the prompt; absent matches all.</param>
/// <param name="Count">POSTs that it strikes before it is used up; absent means no end.</param>
internal sealed record FaultRule(long Id, string? Dialect, string? Match, Fault Fault, int? Count)
{
    private int struck;

    public int Struck => Volatile.Read(ref struck);

    public bool Strikes(string dialect, string prompt)
    {
        var isMeant = (Dialect is null || Dialect == dialect)
            && (Match is null || prompt.Contains(Match, StringComparison.Ordinal));
        return isMeant && Interlocked.Increment(ref struck) <= (Count ?? int.MaxValue);
    }
}

/// <summary>The faults in force, and the turns that each has taken.</summary>
internal sealed class FaultBook
{
    public const string Header = "X-Simulator-Fault";

    private readonly ConcurrentDictionary<long, FaultRule> rules = new();
    private readonly ConcurrentDictionary<(string Dialect, string Prompt, string Source), int> turns = new();
    private long lastId;

    public IEnumerable<FaultRule> Rules => rules.Values.OrderBy(rule => rule.Id);

    public FaultRule Add(string? dialect, string? match, Fault fault, int? count)
    {
        var rule = new FaultRule(Interlocked.Increment(ref lastId), dialect, match, fault, count);
        rules[rule.Id] = rule;
        return rule;
    }

    public bool Remove(long id) => rules.TryRemove(id, out _);

    public void Clear()
    {
        rules.Clear();
        turns.Clear();
    }

    /// <summary>The faults for one POST: those of its prompt, of its header and of the rules, in this order.</summary>
    public IReadOnlyList<Fault> For(string dialect, string prompt, IEnumerable<string?> headers, out string? problem)
    {
        List<Fault> faults = [.. FaultParser.FromPrompt(prompt, out problem)];
        foreach (var words in headers.SelectMany(header => (header ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries)))
        {
            if (FaultParser.Parse(words.Trim(), out var wrong) is { } fault)
            {
                faults.Add(fault);
            }

            problem ??= wrong;
        }

        if (!rules.IsEmpty)
        {
            faults.AddRange(Rules.Where(rule => rule.Strikes(dialect, prompt)).Select(rule => rule.Fault));
        }

        return faults;
    }

    /// <summary>Takes a turn of a fault for a prompt; false when its turns are used up.</summary>
    public bool TakesTurn(string dialect, string prompt, Fault fault) =>
        fault.Times == 0
        || turns.AddOrUpdate((dialect, prompt, fault.Source), 1, (_, taken) => taken + 1) <= fault.Times;
}
