using System.Globalization;
using Microsoft.Extensions.Options;
using VideoPipeline.Storage;

namespace VideoPipeline.Budgets;

/// <summary>
/// The daily budget, kept in a few shards per day so that a catalogue does not queue for one blob. Each shard has its part of the
/// limit, so that all of them together can never exceed it. Fails closed: what cannot be reserved does not run.
/// </summary>
public sealed class DailyBudget(GuardedBlob guarded, IOptions<BudgetOptions> options)
{
    // A shard must be able to hold several of the dearest videos, or a budget would be refused that is not used up.
    private const decimal SmallestShardUsd = 250;
    private const int MaxShards = 16;

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

        var shards = Shards(limit);
        if (shards > 1 && await IsReservedAsync(key, shards, at, cancellationToken))
        {
            return true;
        }

        for (var i = 0; i < shards; i++)
        {
            var name = Name(at, (First(key, shards) + i) % shards);
            var reserved = await guarded.ChangeAsync<BudgetLedger>(
                name, standing => Change(standing, limit / shards, ledger => ledger.TryReserve(key, amount)), cancellationToken);
            if (reserved?.Reserved.ContainsKey(key) == true)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Puts the bill in place of what was reserved on the day of <paramref name="at"/>; zero gives it all back.</summary>
    public async Task SettleAsync(string key, decimal billUsd, DateTimeOffset at, CancellationToken cancellationToken)
    {
        if (options.Value.DailyUsd is not { } limit)
        {
            return;
        }

        var shards = Shards(limit);
        for (var i = 0; i < shards; i++)
        {
            var name = Name(at, (First(key, shards) + i) % shards);
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

    // A shard that was full when the key reserved in another one may have room again when the call is repeated.
    private async Task<bool> IsReservedAsync(string key, int shards, DateTimeOffset at, CancellationToken cancellationToken)
    {
        for (var shard = 0; shard < shards; shard++)
        {
            var standing = await guarded.ChangeAsync<BudgetLedger>(Name(at, shard), _ => null, cancellationToken);
            if (standing?.Reserved.ContainsKey(key) == true)
            {
                return true;
            }
        }

        return false;
    }

    // The limit is taken as it is set now: raising it during the day takes effect at once.
    private static BudgetLedger? Change(BudgetLedger? standing, decimal limit, Func<BudgetLedger, BudgetLedger?> change)
    {
        var ledger = (standing ?? new BudgetLedger(limit, new Dictionary<string, decimal>())) with { LimitUsd = limit };
        return change(ledger) is { } changed && !ReferenceEquals(changed, ledger) ? changed : null;
    }

    private static int Shards(decimal limit) => (int)Math.Clamp(limit / SmallestShardUsd, 1, MaxShards);

    // Not string.GetHashCode, which differs in each process.
    private static int First(string key, int shards) => key.Sum(character => character) % shards;

    private static string Name(DateTimeOffset at, int shard) => BlobPaths.Budget(
        at.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), shard);
}
