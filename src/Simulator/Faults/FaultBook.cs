using System.Collections.Concurrent;
using VideoPipeline.Simulator.Books;

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
        return isMeant && Strike() <= (Count ?? int.MaxValue);
    }

    public int Strike() => Interlocked.Increment(ref struck);
}

/// <summary>The faults in force, and the turns that each has taken.</summary>
internal sealed class FaultBook(Book book)
{
    public const string Header = "X-Simulator-Fault";

    private readonly ConcurrentDictionary<long, FaultRule> rules = new();
    private readonly ConcurrentDictionary<(string Dialect, string Prompt, string Source), int> turns = new();
    private long lastId;

    public IEnumerable<FaultRule> Rules => rules.Values.OrderBy(rule => rule.Id);

    public FaultRule Add(string? dialect, string? match, Fault fault, int? count)
    {
        var rule = new FaultRule(Interlocked.Increment(ref lastId), dialect, match, fault, count);
        book.Write(new Entry { Rule = new RuleEntry(rule.Id, dialect, match, fault.Source, count) });
        rules[rule.Id] = rule;
        return rule;
    }

    public bool Remove(long id)
    {
        book.Write(new Entry { RuleRemoved = id });
        return rules.TryRemove(id, out _);
    }

    public void Clear()
    {
        book.Write(new Entry { RulesCleared = true });
        Forget();
    }

    /// <summary>Takes up what an earlier life did to the rules.</summary>
    public void Restore(Entry entry)
    {
        switch (entry)
        {
            case { Rule: { } rule } when FaultParser.Parse(rule.Fault, out _) is { } fault:
                lastId = Math.Max(lastId, rule.Id);
                rules[rule.Id] = new FaultRule(rule.Id, rule.Dialect, rule.Match, fault, rule.Count);
                break;
            case { RuleStruck: { } id } when rules.TryGetValue(id, out var struck):
                struck.Strike();
                break;
            case { RuleRemoved: { } id }:
                rules.TryRemove(id, out _);
                break;
            case { RulesCleared: true }:
                Forget();
                break;
        }
    }

    private void Forget()
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
            foreach (var rule in Rules.Where(rule => rule.Strikes(dialect, prompt)))
            {
                book.Write(new Entry { RuleStruck = rule.Id });
                faults.Add(rule.Fault);
            }
        }

        return faults;
    }

    /// <summary>Takes a turn of a fault for a prompt; false when its turns are used up.</summary>
    public bool TakesTurn(string dialect, string prompt, Fault fault) =>
        fault.Times == 0
        || turns.AddOrUpdate((dialect, prompt, fault.Source), 1, (_, taken) => taken + 1) <= fault.Times;
}
