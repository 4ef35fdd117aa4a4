using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Xunit;

namespace VideoPipeline.Embedded.Tests.DurableTask.Semantics;

public sealed class TimerTests
{
    [Theory, BothMemories]
    public async Task Timer_fires_after_its_delay(Memory memory)
    {
        await using var fixture = await Main.StartAsync(memory, async context =>
        {
            await context.CreateTimer(TimeSpan.FromMinutes(10), CancellationToken.None);
            return context.CurrentUtcDateTime;
        });
        var start = fixture.Time.GetUtcNow();
        var id = await fixture.StartInstanceAsync("Main");

        await fixture.AdvanceAsync(TimeSpan.FromMinutes(9));
        Assert.Equal(OrchestrationRuntimeStatus.Running, (await fixture.GetAsync(id)).RuntimeStatus);
        await fixture.AdvanceAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(start.AddMinutes(10).UtcDateTime, (await fixture.GetAsync(id)).ReadOutputAs<DateTime>());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    public async Task Timer_that_is_due_fires_at_once(int minutes)
    {
        await using var fixture = await Main.StartAsync(Memory.Kept, async context =>
        {
            await context.CreateTimer(TimeSpan.FromMinutes(minutes), CancellationToken.None);
            return 1;
        });
        var id = await fixture.StartInstanceAsync("Main");

        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await fixture.GetAsync(id)).RuntimeStatus);
    }

    [Fact]
    public async Task Timer_takes_a_local_time_as_such()
    {
        await using var fixture = await Main.StartAsync(Memory.Kept, async context =>
        {
            await context.CreateTimer(context.CurrentUtcDateTime.AddHours(1).ToLocalTime(), CancellationToken.None);
            return null;
        });
        var start = fixture.Time.GetUtcNow();
        await fixture.StartInstanceAsync("Main");

        Assert.Equal(start.AddHours(1), fixture.Engine.NextTimerDue);
    }

    [Fact]
    public async Task Timer_takes_a_time_of_no_kind_for_local()
    {
        await using var fixture = await Main.StartAsync(Memory.Kept, async context =>
        {
            var local = context.CurrentUtcDateTime.AddHours(1).ToLocalTime();
            await context.CreateTimer(DateTime.SpecifyKind(local, DateTimeKind.Unspecified), CancellationToken.None);
            return null;
        });
        var start = fixture.Time.GetUtcNow();
        await fixture.StartInstanceAsync("Main");

        Assert.Equal(start.AddHours(1), fixture.Engine.NextTimerDue);
    }

    [Theory, BothMemories]
    public async Task Timers_fire_in_the_order_of_their_due_times(Memory memory)
    {
        var order = await Main.ResultAsync<int[]>(memory, async context =>
        {
            var fired = new List<int>();
            async Task WaitAsync(int minutes)
            {
                await context.CreateTimer(TimeSpan.FromMinutes(minutes), CancellationToken.None);
                fired.Add(minutes);
            }

            await Task.WhenAll(WaitAsync(3), WaitAsync(1), WaitAsync(2));
            return fired;
        });

        Assert.Equal([1, 2, 3], order!);
    }

    [Theory, BothMemories]
    public async Task Cancelled_timer_throws_task_canceled(Memory memory)
    {
        var message = await Main.ResultAsync<string>(memory, async context =>
        {
            using var end = new CancellationTokenSource();
            var timer = context.CreateTimer(TimeSpan.FromMinutes(1), end.Token);
            await context.CallActivityAsync("Echo");
            end.Cancel();
            return (await Assert.ThrowsAsync<TaskCanceledException>(() => timer)).Message;
        });

        Assert.Equal("A task was canceled.", message);
    }

    [Theory, BothMemories]
    public async Task Cancelled_timer_leaves_nothing_to_wait_for(Memory memory)
    {
        await using var fixture = await Main.StartAsync(memory, async context =>
        {
            using var end = new CancellationTokenSource();
            _ = context.CreateTimer(TimeSpan.FromMinutes(1), end.Token);
            await context.CallActivityAsync("Echo");
            end.Cancel();
            return await context.WaitForExternalEvent<int>("go");
        });
        var id = await fixture.StartInstanceAsync("Main");
        Assert.Null(fixture.Engine.NextTimerDue);

        await fixture.Client.RaiseEventAsync(id, "go", 3);

        Assert.Equal(3, (await fixture.CompletionAsync(id)).ReadOutputAs<int>());
    }

    [Theory, BothMemories]
    public async Task Timer_with_a_token_that_is_cancelled_already_throws_at_once(Memory memory) =>
        Assert.True(await Main.ResultAsync<bool>(memory, async context =>
        {
            var timer = context.CreateTimer(TimeSpan.FromDays(1), new CancellationToken(canceled: true));
            await Assert.ThrowsAsync<TaskCanceledException>(() => timer);
            return true;
        }));

    [Theory, BothMemories]
    public async Task Cancelling_a_fired_timer_changes_nothing(Memory memory) =>
        Assert.True(await Main.ResultAsync<bool>(memory, async context =>
        {
            using var end = new CancellationTokenSource();
            var timer = context.CreateTimer(TimeSpan.FromMinutes(1), end.Token);
            await timer;
            end.Cancel();
            return timer.IsCompletedSuccessfully;
        }));

    [Theory]
    [InlineData(2, 1)]
    [InlineData(3, 1)]
    [InlineData(4, 2)]
    [InlineData(7, 3)]
    public async Task Long_timer_is_a_chain_of_three_day_timers_with_an_id_each(int days, int ids)
    {
        var id = await Main.ResultAsync<int>(Memory.Replayed, async context =>
        {
            await context.CreateTimer(TimeSpan.FromDays(days), CancellationToken.None);
            return (await Assert.ThrowsAsync<TaskFailedException>(() => context.CallActivityAsync("Fail", "x"))).TaskId;
        });

        Assert.Equal(ids, id);
    }

    [Fact]
    public async Task Long_timer_fires_when_it_should()
    {
        await using var fixture = await Main.StartAsync(Memory.Replayed, async context =>
        {
            await context.CreateTimer(TimeSpan.FromDays(10), CancellationToken.None);
            return context.CurrentUtcDateTime;
        });
        var start = fixture.Time.GetUtcNow().UtcDateTime;

        Assert.Equal(start.AddDays(10), (await fixture.RunAsync("Main")).ReadOutputAs<DateTime>());
    }

    [Fact]
    public async Task Chain_is_made_of_timers_as_long_as_the_options_say()
    {
        await using var fixture = await Fixture.StartAsync(
            registry => registry.AddOrchestratorFunc(
                "Main", context => context.CreateTimer(TimeSpan.FromHours(5), CancellationToken.None)),
            configure: options => options.MaximumTimerInterval = TimeSpan.FromHours(2));
        var start = fixture.Time.GetUtcNow();
        await fixture.StartInstanceAsync("Main");

        Assert.Equal(start.AddHours(2), fixture.Engine.NextTimerDue);
    }
}
