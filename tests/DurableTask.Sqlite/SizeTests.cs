using DurableTask.Core;
using DurableTask.Core.Query;
using Microsoft.Extensions.Time.Testing;

namespace VideoPipeline.DurableTask.Sqlite.Tests;

/// <summary>Large and many, and a clock that jumps.</summary>
public sealed class SizeTests
{
    [Fact]
    public async Task Payloads_of_megabytes_go_through_unchanged()
    {
        var text = string.Concat(Enumerable.Range(0, 400_000).Select(i => $"{i} ü€😀 "));
        await using var ground = new Ground();
        ground.Orchestration("echo", (context, input, _) => context.ScheduleTask<string>("echo", string.Empty, input));
        await ground.StartAsync();

        await ground.BeginAsync("echo", "a", text);
        await ground.EndOfAsync("a");
        await ground.RestartAsync();
        var state = await ground.EndOfAsync("a");

        Assert.Equal(state.Input, state.Output);
        Assert.True(state.Output.Length > text.Length);
    }

    [Fact]
    public async Task Ten_thousand_activities_at_once_come_back_as_one_history_of_more_than_ten_thousand_events()
    {
        await using var ground = new Ground();
        ground.Orchestration("wide", async (context, _, events) =>
        {
            var all = await Task.WhenAll(Enumerable.Range(0, 10_000).Select(i => context.ScheduleTask<string>("echo", string.Empty, "1")));
            return all.Length + await events.Next("go");
        });
        await ground.StartAsync();
        await ground.BeginAsync("wide", "a");
        await Ground.UntilAsync(() => Task.FromResult(ground.Service.Hub.Reader.History("a").Count > 20_000));

        await ground.RestartAsync();
        await ground.RaiseAsync("a", "go", "!");

        Assert.Equal("\"10000!\"", (await ground.EndOfAsync("a")).Output);
    }

    [Fact]
    public async Task A_clock_moved_back_delays_a_timer_and_loses_none()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var ground = new Ground();
        ground.Options.TimeProvider = new ShiftedTime(clock);
        ground.Orchestration("timer", async (context, input, _) =>
        {
            await context.CreateTimer(DateTime.Parse(input, null, System.Globalization.DateTimeStyles.RoundtripKind), string.Empty);
            return "fired";
        });
        await ground.StartAsync();
        var due = clock.GetUtcNow().UtcDateTime.AddMinutes(1);
        await ground.BeginAsync("timer", "a", due.ToString("o"));
        await Ground.UntilAsync(() => Task.FromResult(ground.Service.Hub.Reader.History("a").Count >= 4));

        ((ShiftedTime)ground.Options.TimeProvider).Shift = TimeSpan.FromMinutes(-10);
        clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(OrchestrationStatus.Running, (await ground.Client.GetOrchestrationStateAsync("a"))!.OrchestrationStatus);
        clock.Advance(TimeSpan.FromMinutes(10));

        Assert.Equal("\"fired\"", (await ground.EndOfAsync("a")).Output);
    }

    [Fact]
    public async Task Queries_page_by_prefix_and_status_and_purge_takes_only_what_has_ended()
    {
        await using var ground = new Ground();
        ground.Orchestration("any", (_, input, events) => input == "wait" ? events.Next("go") : Task.FromResult(input));
        await ground.StartAsync();
        for (var i = 0; i < 7; i++)
        {
            await ground.BeginAsync("any", $"x{i}", i < 2 ? "wait" : "1");
        }

        await ground.BeginAsync("any", "y", "1");
        foreach (var id in (string[])["x2", "x3", "x4", "x5", "x6", "y"])
        {
            await ground.EndOfAsync(id);
        }

        var query = new OrchestrationQuery { InstanceIdPrefix = "x", RuntimeStatus = [OrchestrationStatus.Completed], PageSize = 2 };
        var pages = new List<int>();
        do
        {
            var page = await ground.Service.GetOrchestrationWithQueryAsync(query, CancellationToken.None);
            pages.Add(page.OrchestrationState.Count);
            query.ContinuationToken = page.ContinuationToken;
        }
        while (query.ContinuationToken is not null);
        Assert.Equal([2, 2, 1], pages);

        Assert.Equal(0, (await ground.Service.PurgeInstanceStateAsync("x0")).DeletedInstanceCount);
        Assert.Equal(1, (await ground.Service.PurgeInstanceStateAsync("x2")).DeletedInstanceCount);
        Assert.Equal(5, (await ground.Service.PurgeInstanceStateAsync(new PurgeInstanceFilter(DateTime.MinValue, null, null))).DeletedInstanceCount);
        Assert.Equal(2, (await ground.Service.GetOrchestrationWithQueryAsync(new OrchestrationQuery(), CancellationToken.None)).OrchestrationState.Count);
    }

    private sealed class ShiftedTime(FakeTimeProvider clock) : TimeProvider
    {
        public TimeSpan Shift { get; set; }

        public override DateTimeOffset GetUtcNow() => clock.GetUtcNow() + Shift;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            clock.CreateTimer(callback, state, dueTime, period);
    }
}
