using System.Globalization;
using FsCheck;
using FsCheck.Xunit;
using Microsoft.Extensions.Options;
using VideoPipeline.Budgets;
using VideoPipeline.Storage;
using VideoPipeline.Support;
using Xunit;

namespace VideoPipeline.Tests.Budgets;

public sealed class DailyBudgetTests : IAsyncLifetime
{
    private static readonly DateTimeOffset s_day = new(2027, 1, 5, 12, 0, 0, TimeSpan.Zero);

    private readonly BlobStore _blobs = new(new InMemoryBlobs());

    public Task InitializeAsync() => _blobs.CreateContainersAsync(default);

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Limit_that_is_lowered_during_the_day_still_counts_what_was_spent()
    {
        Assert.Equal(990, await ReserveAsync(Budget(1000), "before", count: 990));

        Assert.Equal(0, await ReserveAsync(Budget(400), "after", count: 400));
        Assert.Equal(0, await Budget(400).RemainingUsdAsync(s_day, default));
    }

    [Fact]
    public async Task Limit_that_is_raised_during_the_day_takes_effect_at_once()
    {
        Assert.Equal(400, await ReserveAsync(Budget(400), "before", count: 500));

        Assert.Equal(600, await ReserveAsync(Budget(1000), "after", count: 700));
    }

    [Fact]
    public async Task Bill_comes_back_to_the_shard_that_reserved_after_the_limit_has_changed()
    {
        Assert.True(await Budget(4000).TryReserveAsync("job.1", 200, s_day, default));

        await Budget(300).SettleAsync("job.1", 50, s_day, default);

        Assert.Equal(250, await Budget(300).RemainingUsdAsync(s_day, default));
    }

    [Fact]
    public async Task Key_reserves_once_though_the_limit_has_changed_between_two_calls()
    {
        Assert.True(await Budget(4000).TryReserveAsync("job.1", 100, s_day, default));
        Assert.True(await Budget(200).TryReserveAsync("job.1", 100, s_day, default));

        Assert.Equal(100, await Budget(200).RemainingUsdAsync(s_day, default));
    }

    [Fact]
    public async Task Day_without_a_limit_has_no_remainder()
    {
        Assert.Null(await Budget(null).RemainingUsdAsync(s_day, default));
        Assert.Equal(75, await Budget(75).RemainingUsdAsync(s_day, default));
    }

    [Property(MaxTest = 500)]
    public void Parts_never_let_the_shards_pass_the_limit_together(PositiveInt limit, NonEmptyArray<NonNegativeInt> spentBefore)
    {
        decimal[] spent = [.. spentBefore.Get.Select(amount => (decimal)amount.Get)];

        var part = BudgetShares.PartOf(limit.Get, spent);

        var most = spent.Sum(amount => Math.Max(amount, part));
        Assert.True(most <= Math.Max(limit.Get, spent.Sum()) + 0.000001m, $"{most} of {limit.Get}");
        Assert.True(spent.Sum() > limit.Get || most >= limit.Get - (0.000001m * spent.Length), "Something is left that nobody may have.");
    }

    private DailyBudget Budget(decimal? dailyUsd) =>
        new(_blobs, new GuardedBlob(_blobs), Options.Create(new BudgetOptions { DailyUsd = dailyUsd }));

    private static async Task<int> ReserveAsync(DailyBudget budget, string prefix, int count)
    {
        var granted = 0;
        for (var i = 0; i < count; i++)
        {
            granted += await budget.TryReserveAsync(prefix + i.ToString(CultureInfo.InvariantCulture), 1, s_day, default) ? 1 : 0;
        }

        return granted;
    }
}
