using VideoPipeline.Batches;

namespace VideoPipeline.Submissions;

/// <summary>
/// Who holds a provider's slots, and until when at the most. Pure. A batch is one owner however many lanes it has, and so are all jobs
/// of no batch together: a free slot is left to a waiting owner that holds fewer.
/// </summary>
/// <param name="Waiting">Owners that have asked in vain, and when.</param>
public sealed record SlotTable(
    IReadOnlyDictionary<string, DateTimeOffset> Holders, IReadOnlyDictionary<string, DateTimeOffset>? Waiting = null)
{
    /// <summary>When to ask again, in vain or not.</summary>
    public static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(5);

    // Who still waits has asked in the meantime.
    private static readonly TimeSpan s_forgotten = 2.5 * AskAgain;

    // Of an owner's many lanes one says that it waits.
    private static readonly TimeSpan s_noted = 0.5 * AskAgain;

    public static SlotTable Empty { get; } = new(new Dictionary<string, DateTimeOffset>());

    public int Schema { get; init; } = 1;

    /// <summary>The table with a slot for the key, or with its owner among those that wait. Null when nothing changes.</summary>
    /// <param name="key">An <see cref="AttemptKey"/>.</param>
    public SlotTable? Ask(string key, int limit, DateTimeOffset now, DateTimeOffset until)
    {
        if (Holders.ContainsKey(key))
        {
            return null;
        }

        var owner = OwnerOf(key);
        var holders = Holders.Where(holder => holder.Value > now).ToDictionary();
        var waiting = (Waiting ?? Empty.Holders).Where(one => now - one.Value < s_forgotten).ToDictionary();
        var held = HeldBy(owner, holders);
        if (holders.Count < limit && !waiting.Keys.Any(other => other != owner && HeldBy(other, holders) < held))
        {
            holders[key] = until;
            return this with { Holders = holders, Waiting = waiting };
        }

        if (waiting.TryGetValue(owner, out var noted) && now - noted < s_noted)
        {
            return null;
        }

        waiting[owner] = now;
        return this with { Holders = holders, Waiting = waiting };
    }

    /// <summary>Null when the key has no slot.</summary>
    public SlotTable? Release(string key) => Holders.ContainsKey(key)
        ? this with { Holders = Holders.Where(holder => holder.Key != key).ToDictionary() }
        : null;

    private static int HeldBy(string owner, Dictionary<string, DateTimeOffset> holders) => holders.Keys.Count(key => OwnerOf(key) == owner);

    private static string OwnerOf(string key) => BatchIds.ItemOf(AttemptKey.JobOf(key))?.Batch ?? "";
}
