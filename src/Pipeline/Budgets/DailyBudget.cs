using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Options;
using VideoPipeline.Storage;

namespace VideoPipeline.Budgets;

/// <summary>
/// The daily budget, kept in a few shards per day so that a catalogue does not queue for one blob. How many these are is written down
/// with the first reservation of the day, so that a limit that changes during the day still finds all that was spent. Fails closed: what
/// cannot be reserved does not run.
/// </summary>
public sealed class DailyBudget(BlobStore blobs, GuardedBlob guarded, IOptions<BudgetOptions> options)
{
    private const int MostDays = 32;

    private readonly ConcurrentDictionary<string, int> _shards = new(StringComparer.Ordinal);

    public bool IsSet => options.Value.DailyUsd is not null;

    /// <summary>Reserves for the day of <paramref name="at"/>, which the caller keeps: a repeated call must name the same day.</summary>
    /// <returns>False when the day's budget does not have so much left, or there is no price.</returns>
    public async Task<bool> TryReserveAsync(string key, decimal? amountUsd, DateTimeOffset at, CancellationToken cancellationToken)
    {
        if (options.Value.DailyUsd is not { } limit)
        {
            return true;
        }

        if (amountUsd is not { } amount)
        {
            return false;
        }

        var day = DayOf(at);
        var shards = await ShardsAsync(day, limit, cancellationToken);
        var spent = await SpentAsync(day, shards, cancellationToken);
        if (spent.Any(ledger => ledger.Reserved.ContainsKey(key)))
        {
            return true;
        }

        var part = BudgetShares.PartOf(limit, [.. spent.Select(ledger => ledger.Reserved.Values.Sum())]);
        for (var i = 0; i < shards; i++)
        {
            var name = BlobPaths.Budget(day, (First(key, shards) + i) % shards);
            var reserved = await guarded.ChangeAsync<BudgetLedger>(
                name, standing => Change(standing, part, ledger => ledger.TryReserve(key, amount)), cancellationToken);
            if (reserved?.Reserved.ContainsKey(key) == true)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What is left of the day of <paramref name="at"/>; null when there is no limit.</summary>
    public async Task<decimal?> RemainingUsdAsync(DateTimeOffset at, CancellationToken cancellationToken)
    {
        if (options.Value.DailyUsd is not { } limit)
        {
            return null;
        }

        var day = DayOf(at);
        var spent = await SpentAsync(day, await ShardsAsync(day, limit, cancellationToken), cancellationToken);
        return Math.Max(0, limit - spent.Sum(ledger => ledger.Reserved.Values.Sum()));
    }

    /// <summary>Puts the bill in place of what was reserved on the day of <paramref name="at"/>; zero gives it all back.</summary>
    public async Task SettleAsync(string key, decimal billUsd, DateTimeOffset at, CancellationToken cancellationToken)
    {
        if (options.Value.DailyUsd is not { } limit)
        {
            return;
        }

        var day = DayOf(at);
        var shards = await ShardsAsync(day, limit, cancellationToken);
        for (var i = 0; i < shards; i++)
        {
            var name = BlobPaths.Budget(day, (First(key, shards) + i) % shards);
            var settled = await guarded.ChangeAsync<BudgetLedger>(
                name,
                standing => standing?.Reserved.TryGetValue(key, out var reserved) == true && reserved != billUsd
                    ? standing.Settle(key, billUsd)
                    : null,
                cancellationToken);
            if (settled?.Reserved.ContainsKey(key) == true)
            {
                return;
            }
        }
    }

    private async Task<BudgetLedger[]> SpentAsync(string day, int shards, CancellationToken cancellationToken) =>
        await Task.WhenAll(Enumerable.Range(0, shards).Select(async shard =>
            (await blobs.ReadAsync<BudgetLedger>(BlobPaths.Budget(day, shard), cancellationToken))?.Value ?? BudgetLedger.Empty));

    private async Task<int> ShardsAsync(string day, decimal limit, CancellationToken cancellationToken)
    {
        if (_shards.TryGetValue(day, out var known))
        {
            return known;
        }

        var name = BlobPaths.BudgetDay(day);
        var ours = new BudgetDay(BudgetShares.CountFor(limit));
        var standing = (await blobs.ReadAsync<BudgetDay>(name, cancellationToken))?.Value;
        if (standing is null && !await blobs.TryCreateAsync(name, ours, cancellationToken))
        {
            standing = (await blobs.ReadAsync<BudgetDay>(name, cancellationToken))?.Value;
        }

        if (_shards.Count > MostDays)
        {
            _shards.Clear();
        }

        return _shards[day] = (standing ?? ours).Shards;
    }

    private static BudgetLedger? Change(BudgetLedger? standing, decimal limit, Func<BudgetLedger, BudgetLedger?> change)
    {
        var ledger = (standing ?? BudgetLedger.Empty) with { LimitUsd = limit };
        return change(ledger) is { } changed && !ReferenceEquals(changed, ledger) ? changed : null;
    }

    // Not string.GetHashCode, which differs in each process.
    private static int First(string key, int shards) => key.Sum(character => character) % shards;

    private static string DayOf(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

/// <summary>Into how many shards a day is divided: <c>budget-days/{day}.json</c>. Written once.</summary>
public sealed record BudgetDay(int Shards)
{
    public int Schema { get; init; } = 1;
}

/// <summary>How a limit is divided among shards. Pure.</summary>
public static class BudgetShares
{
    // A shard must be able to hold several of the dearest videos, or a budget would be refused that is not used up.
    private const decimal SmallestShardUsd = 250;
    private const int MaxShards = 16;

    public static int CountFor(decimal limit) => (int)Math.Clamp(limit / SmallestShardUsd, 1, MaxShards);

    /// <summary>
    /// What each shard may hold so that all of them together stay within the limit. A shard may hold more already, by bills above their
    /// quotes or because the limit was lowered: then the others have to make do with less.
    /// </summary>
    public static decimal PartOf(decimal limit, IReadOnlyList<decimal> spent)
    {
        var ascending = spent.Order().ToList();
        var over = 0m;
        for (var under = ascending.Count; under > 0; under--)
        {
            var part = Math.Max(0, decimal.Round((limit - over) / under, 6, MidpointRounding.ToZero));
            if (ascending[under - 1] <= part)
            {
                return part;
            }

            over += ascending[under - 1];
        }

        return 0;
    }
}
