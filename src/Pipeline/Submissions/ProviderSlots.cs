using Microsoft.Extensions.Options;
using VideoPipeline.Providers;
using VideoPipeline.Storage;

namespace VideoPipeline.Submissions;

/// <summary>
/// How many tasks of one provider may be in flight for the whole app (<c>Providers__x__MaxConcurrency</c>). Slots are leased: one
/// whose holder never gives it back becomes free when its task must long be over.
/// </summary>
public sealed class ProviderSlots(GuardedBlob guarded, IOptionsMonitor<ProviderOptions> options, TimeProvider time)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    /// <summary>Takes a slot for the attempt, once however often it asks.</summary>
    /// <returns>Null when it has one (or needs none); else when to ask again.</returns>
    public async Task<DateTimeOffset?> TryTakeAsync(string provider, string job, int attempt, TimeSpan lease, CancellationToken cancellationToken)
    {
        if (options.Get(provider).MaxConcurrency is not { } limit)
        {
            return null;
        }

        var key = Key(job, attempt);
        var now = time.GetUtcNow();
        var standing = await guarded.ChangeAsync<SlotTable>(
            BlobPaths.Slots(provider), table => (table ?? SlotTable.Empty).TryTake(key, limit, now, now + lease), cancellationToken);
        return standing?.Holders.ContainsKey(key) == true ? null : now + s_patience;
    }

    public async Task ReleaseAsync(string provider, string job, int attempt, CancellationToken cancellationToken)
    {
        if (options.Get(provider).MaxConcurrency is not null)
        {
            await guarded.ChangeAsync<SlotTable>(
                BlobPaths.Slots(provider), table => table?.Release(Key(job, attempt)), cancellationToken);
        }
    }

    private static string Key(string job, int attempt) => $"{job}.{attempt}";
}

/// <summary>Who holds a provider's slots, and until when at the most. Pure.</summary>
public sealed record SlotTable(IReadOnlyDictionary<string, DateTimeOffset> Holders)
{
    public static SlotTable Empty { get; } = new(new Dictionary<string, DateTimeOffset>());

    public int Schema { get; init; } = 1;

    /// <summary>Null when nothing changes: the key has a slot, or there is none.</summary>
    public SlotTable? TryTake(string key, int limit, DateTimeOffset now, DateTimeOffset until)
    {
        if (Holders.ContainsKey(key))
        {
            return null;
        }

        var holders = Holders.Where(holder => holder.Value > now).ToDictionary();
        if (holders.Count >= limit)
        {
            return null;
        }

        holders[key] = until;
        return this with { Holders = holders };
    }

    /// <summary>Null when the key has no slot.</summary>
    public SlotTable? Release(string key) => Holders.ContainsKey(key)
        ? this with { Holders = Holders.Where(holder => holder.Key != key).ToDictionary() }
        : null;
}
